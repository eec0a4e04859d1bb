package io.backflow.lab.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often what befell a cluster, and how long it was felt. */
final class RecoveryTimes {

    private final List<Duration> all = new ArrayList<>();
    private final Map<FaultKind, List<Duration>> byKind = new EnumMap<>(FaultKind.class);

    void add(FaultKind kind, Duration recovery) {
        all.add(recovery);
        byKind.computeIfAbsent(kind, k -> new ArrayList<>()).add(recovery);
    }

    /** How many faults there were of each kind, by its label. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        byKind.forEach((kind, recoveries) -> counts.put(kind.label(), recoveries.size()));
        return counts;
    }

    /** Over all kinds, and over each that there was. */
    ChaosResult.Recoveries summary() {
        Map<String, ChaosResult.Recovery> kinds = new TreeMap<>();
        byKind.forEach((kind, recoveries) -> kinds.put(kind.label(), summary(recoveries)));
        ChaosResult.Recovery total = summary(all);
        return new ChaosResult.Recoveries(total.p50(), total.max(), kinds);
    }

    /** Over one kind; zeros where it never was. */
    ChaosResult.Recovery summary(FaultKind kind) {
        return summary(byKind.getOrDefault(kind, List.of()));
    }

    private static ChaosResult.Recovery summary(List<Duration> recoveries) {
        if (recoveries.isEmpty()) {
            return new ChaosResult.Recovery(0, 0);
        }
        List<Duration> sorted = new ArrayList<>(recoveries);
        Collections.sort(sorted);
        return new ChaosResult.Recovery(
                seconds(sorted.get((sorted.size() - 1) / 2)), seconds(sorted.get(sorted.size() - 1)));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
