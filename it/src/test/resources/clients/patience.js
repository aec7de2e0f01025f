// Repeats what fails, as on a machine so busy that the nodes of a cluster lose sight of one another.
const PATIENCE_MS = 50_000;

export async function patiently(work) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
