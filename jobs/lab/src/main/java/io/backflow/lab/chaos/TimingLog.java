package io.backflow.lab.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@link io.backflow.jobs.feedback.FeedbackTiming} wrote into TaskManagers' logs: how long snapshots took from the
 * server to workers in other processes. Not thread-safe.
 */
final class TimingLog {

    private static final Pattern LINE = Pattern.compile("FeedbackTiming (emitted|received) (\\d+ \\d+ \\d+) (\\d+)$");

    /** One mention of a snapshot: by which process, and when in microseconds. */
    private record Mention(Path process, long micros) {}

    private final Map<String, TreeMap<Long, Path>> emitted = new HashMap<>();
    private final Map<String, List<Mention>> came = new HashMap<>();
    private long begin = Long.MAX_VALUE;

    /** Reads the logs of all TaskManagers in {@code folder}. */
    static TimingLog read(Path folder) throws IOException {
        TimingLog log = new TimingLog();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(TimingLog::isTaskManagers).toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    lines.forEach(line -> log.take(file, line));
                }
            }
        }
        return log;
    }

    private static boolean isTaskManagers(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("taskmanager") && name.endsWith(".log");
    }

    /** Takes a line of the log that {@code process} wrote; others' lines are passed over. */
    void take(Path process, String line) {
        Matcher mention = LINE.matcher(line);
        if (!mention.find()) {
            return;
        }
        String snapshot = mention.group(2);
        long micros = Long.parseLong(mention.group(3));
        begin = Math.min(begin, micros);
        if (mention.group(1).equals("emitted")) {
            emitted.computeIfAbsent(snapshot, s -> new TreeMap<>()).put(micros, process);
        } else {
            came.computeIfAbsent(snapshot, s -> new ArrayList<>()).add(new Mention(process, micros));
        }
    }

    /**
     * Microseconds from one process to another, in ascending order.
     *
     * @param warmUpMicros after the first line, which do not count
     */
    List<Long> acrossProcesses(long warmUpMicros) {
        List<Long> latencies = new ArrayList<>();
        came.forEach((snapshot, arrivals) -> {
            for (Mention arrival : arrivals) {
                var kind = emitted.getOrDefault(snapshot, new TreeMap<>()).floorEntry(arrival.micros());
                if (kind != null
                        && !kind.getValue().equals(arrival.process())
                        && kind.getKey() >= begin + warmUpMicros) {
                    latencies.add(arrival.micros() - kind.getKey());
                }
            }
        });
        latencies.sort(null);
        return latencies;
    }
}
