package io.backflow.lab.experiment.pipeline;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread as the kernel of Linux lists it, those of the virtual machine and of native libraries included.
 *
 * @param name its first 15 characters
 * @param cpuNanos time of cores that it has used so far
 */
record NativeThread(String name, long cpuNanos) {

    private static final Path TASKS = Path.of("/proc/self/task");

    /** Those of this process; none where the system does not list them. */
    static List<NativeThread> ofThisProcess() {
        List<NativeThread> threads = new ArrayList<>();
        if (Files.isDirectory(TASKS)) {
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
                for (Path task : tasks) {
                    read(task, threads);
                }
            } catch (IOException e) {
                return List.of();
            }
        }
        return threads;
    }

    private static void read(Path task, List<NativeThread> into) {
        try {
            String name = Files.readString(task.resolve("comm")).strip();
            String times = Files.readString(task.resolve("schedstat"));
            into.add(new NativeThread(name, Long.parseLong(times.substring(0, times.indexOf(' ')))));
        } catch (IOException e) {
            // the thread has ended meanwhile
        }
    }
}
