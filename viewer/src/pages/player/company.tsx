import { Day, Playtime } from '../../components/ago.tsx';
import { Avatar } from '../../components/avatar.tsx';
import { shownName } from '../../player-name.ts';
import type { Company } from '../../queries/player-company.ts';
import type { Site, View } from '../../site.ts';

interface CompanyProps {
  readonly site: Site;
  readonly view: View;
  readonly company: Company;
}

/** With whom somebody plays most. */
export const CompanySection = ({ site, view, company }: CompanyProps) => {
  const { companions, sessions, since } = company;
  if (since === null) return null;
  return (
    <section class="part" aria-labelledby="company-heading">
      <h2 id="company-heading">
        Plays with{' '}
        <span class="dim">
          in the last {sessions === 1 ? 'session' : `${sessions} sessions`}, since{' '}
          <Day at={since} zone={view.zone} />
        </span>
      </h2>
      {companions.length === 0 ? (
        <p class="nobody">Nobody else was on at the same time.</p>
      ) : (
        <ol class="players">
          {companions.map((one) => {
            const name = shownName(one.personaName ?? one.lastName);
            return (
              <li class="player">
                <Avatar site={site} url={one.avatarUrl} />
                <div class="who">
                  <p class="name">
                    <a href={view.link(`/players/${one.playerId}`)}>
                      <bdi title={name}>{name}</bdi>
                    </a>
                  </p>
                  <p class="line">
                    <span>
                      <Playtime seconds={one.seconds} /> together
                    </span>
                    <span>
                      {one.sessions} {one.sessions === 1 ? 'session' : 'sessions'}
                    </span>
                  </p>
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
};
