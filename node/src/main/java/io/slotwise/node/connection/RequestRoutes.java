package io.slotwise.node.connection;

/** The {@link KeyRoute} of every command, by its index in the catalog. */
public final class RequestRoutes {

  private final KeyRoute[] routes;

  public RequestRoutes(CommandCatalog catalog) {
    routes =
        catalog.all().stream()
            .map(entry -> new KeyRoute(entry.spec(), entry.def().handler()))
            .toArray(KeyRoute[]::new);
  }

  KeyRoute of(CatalogEntry command) {
    return routes[command.index()];
  }
}
