package io.slotwise.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** The management port of a node. */
public final class Pages {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String root;

  private Pages(String root) {
    this.root = root;
  }

  public static Pages of(String host, int port) {
    return new Pages("http://" + host + ":" + port + "/");
  }

  /** What came back. */
  public record Page(int status, String text) {}

  /** GET. */
  public Page get(String path) {
    return send(request(path).GET());
  }

  /** GET with a name and a password. */
  public Page get(String path, String user, String password) {
    byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    String encoded = Base64.getEncoder().encodeToString(credentials);
    return send(request(path).GET().header("Authorization", "Basic " + encoded));
  }

  /** Any other method, with a form. */
  public Page send(String method, String path, String form) {
    return send(
        request(path)
            .method(method, HttpRequest.BodyPublishers.ofString(form))
            .header("Content-Type", "application/x-www-form-urlencoded"));
  }

  /** The status of a page, or 0 where nobody answers. */
  public int status(String path) {
    try {
      return get(path).status();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE);
  }

  private Page send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Page(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
