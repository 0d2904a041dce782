/** What can be typed. */
export const HowToSearch = () => (
  <section class="empty">
    <p>
      Type any part of a name that somebody has ever used here. Case and accents do not matter, nor
      does ornament: <b>wanja</b> finds <b>𝓦𝓪𝓷𝓳𝓪</b>. One or two Latin letters find names that begin
      with them.
    </p>
    <p>
      Or a Steam id in any form: <code>STEAM_1:0:12345</code>, <code>[U:1:24690]</code>,{' '}
      <code>76561197960290418</code>, or the address of a profile with such an id.
    </p>
  </section>
);

/** A Steam id that was never seen. */
export const UnknownId = ({ id }: { readonly id: bigint }) => (
  <section class="empty">
    <p>
      <b>Nobody with the Steam id {String(id)} has been seen on these servers</b> for as long as
      Rollcall watches them.
    </p>
    <p>
      <a href={`https://steamcommunity.com/profiles/${id}`} rel="noopener noreferrer">
        Their profile on Steam
      </a>
    </p>
  </section>
);

/** An address that names nobody by id. */
export const OnlySteamKnows = ({ name }: { readonly name: string | null }) => (
  <p class="notice waiting">
    <b>Only Steam knows whose address this is.</b> It holds a name that its owner chose, not an id,
    and Rollcall does not ask Steam for it. Open it, and copy the 17 digits of the Steam id from the
    account details, or from the address of a friend’s list.
    {name !== null && (
      <>
        {' '}
        Below are players who have called themselves “<bdi>{name}</bdi>”, who may be others.
      </>
    )}
  </p>
);
