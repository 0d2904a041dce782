# One image for both processes: "rollcall run" (the default), "rollcall migrate", "rollcall-viewer".
# The same version gives the same files; to be sure of the base as well, name it by digest: --build-arg NODE_IMAGE=node@sha256:…
ARG NODE_IMAGE=node:20.20.2-bookworm-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /app
# First what decides about dependencies, so that a change of code does not install them again.
COPY package.json package-lock.json ./
COPY shared/package.json shared/
COPY collector/package.json collector/
COPY collector/bin collector/bin
COPY viewer/package.json viewer/
COPY viewer/bin viewer/bin
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.base.json tsconfig.build.json ./
COPY drizzle drizzle
COPY shared shared
COPY collector collector
COPY viewer viewer
RUN npm run build \
 && npm ci --omit=dev --omit=peer --omit=optional --ignore-scripts --no-audit --no-fund \
 && rm -rf */src */tsconfig* tsconfig*

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    PATH=/app/node_modules/.bin:$PATH
WORKDIR /app
COPY --from=build /app ./
USER node
EXPOSE 8080
CMD ["rollcall", "run"]
