package io.backflow.jobs.publish;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts of incidents by reason, in the order of the reasons' names. Not thread-safe. */
public final class Incidents {

    private final Map<String, Long> counts = new TreeMap<>();

    /** What {@code counts} say. */
    public Incidents(IncidentCount... counts) {
        for (IncidentCount count : counts) {
            add(count);
        }
    }

    /** Adds a count to those of its reason. */
    public void add(IncidentCount incident) {
        counts.merge(incident.reason(), incident.count(), Long::sum);
    }

    /** What was added, one count for each reason. */
    public IncidentCount[] counts() {
        return counts.entrySet().stream()
                .map(entry -> new IncidentCount(entry.getKey(), entry.getValue()))
                .toArray(IncidentCount[]::new);
    }

    /** What was added, by reason. */
    public Map<String, Long> byReason() {
        return Collections.unmodifiableMap(counts);
    }

    /** Such as {@code 3 late, 1,200 rejected features}; empty where nothing happened. */
    public static String text(Map<String, Long> byReason) {
        return byReason.entrySet().stream()
                .map(count -> String.format(
                        Locale.ROOT, "%,d %s", count.getValue(), count.getKey().replace('_', ' ')))
                .collect(Collectors.joining(", "));
    }
}
