FROM node:20-bookworm-slim AS build
WORKDIR /srv/fairwell
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.json ./
COPY flows flows
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 FAIRWELL_DATA_DIR=/var/lib/fairwell
RUN install -d -o node -g node /var/lib/fairwell
WORKDIR /srv/fairwell
COPY --from=build /srv/fairwell/package.json ./
COPY --from=build /srv/fairwell/node_modules node_modules
COPY --from=build /srv/fairwell/dist dist
USER node
EXPOSE 3000
# whether it lives; whether it can serve is asked at /readyz by whoever sends requests to it
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]
# room for what is short-lived: a batch of hundreds of accounts is gone before it is moved
ENTRYPOINT ["node", "--enable-source-maps", "--max-semi-space-size=32", "dist/fairwell.js"]
CMD ["start"]
