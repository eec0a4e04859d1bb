package io.backflow.lab.cluster;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Short commands of the system. */
final class SystemCommand {

    private static final long PATIENCE_SECONDS = 20;

    private SystemCommand() {}

    /** Whether {@code command} is there, ends within some seconds, and ends well. */
    static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
