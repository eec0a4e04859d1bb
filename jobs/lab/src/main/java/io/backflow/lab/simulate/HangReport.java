package io.backflow.lab.simulate;

import java.util.List;
import java.util.stream.Collectors;

/** Who waits for what, where nothing goes on. */
final class HangReport {

    private static final int SHOWN = 8;

    private HangReport() {}

    static String describe(Attempt attempt) {
        List<SimulatedTask> waiting =
                attempt.tasks().stream().filter(task -> !task.dead()).toList();
        return attempt + ", "
                + waiting.stream()
                        .limit(SHOWN)
                        .map(task -> task + " waits for " + task.waitsFor())
                        .collect(Collectors.joining(", "))
                + (waiting.size() > SHOWN ? " and " + (waiting.size() - SHOWN) + " more" : "");
    }
}
