# One image for both processes: "rollcall run" (the default), "rollcall migrate", "rollcall-viewer".
FROM node:20-slim AS build
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
COPY shared shared
COPY collector collector
COPY viewer viewer
RUN npm run build \
 && npm ci --omit=dev --omit=peer --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:20-slim
ENV NODE_ENV=production \
    PATH=/app/node_modules/.bin:$PATH
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/shared/package.json shared/
COPY --from=build /app/shared/dist shared/dist
COPY --from=build /app/collector/package.json collector/
COPY --from=build /app/collector/bin collector/bin
COPY --from=build /app/collector/dist collector/dist
COPY --from=build /app/viewer/package.json viewer/
COPY --from=build /app/viewer/bin viewer/bin
COPY --from=build /app/viewer/dist viewer/dist
COPY drizzle drizzle
USER node
EXPOSE 8080
CMD ["rollcall", "run"]
