package io.backflow.lab.audit;

import io.backflow.jobs.protocol.VersionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which entries made the last model: those of its server, before them those of the server from whose state it was
 * restored, up to that state, and so on to the first. What other servers counted was undone by a failure.
 */
final class VersionLineage {

    /** By the server, which the identity of a version 0 stands for. */
    private final Map<VersionId, List<VersionRecord>> servers = new LinkedHashMap<>();

    /** Takes the next entry in the order of the log. */
    void add(VersionRecord version) {
        List<VersionRecord> versions = servers.computeIfAbsent(version.id().at(0), s -> new ArrayList<>());
        if (versions.isEmpty() || newest(versions).isBefore(version)) {
            versions.add(version);
        }
    }

    /**
     * Runs of entries, first to last; where one run ends and the next begins, the same state was saved and restored.
     *
     * @throws IllegalStateException if a server was restored from a state that was never published
     */
    List<List<VersionRecord>> toLast() {
        List<List<VersionRecord>> runs = new ArrayList<>();
        List<VersionRecord> run = last();
        while (true) {
            runs.add(0, run);
            VersionRecord first = run.get(0);
            if (first.steps() == 0) {
                return runs;
            }
            if (first.session() == 1) {
                runs.set(0, fromNothing(run));
                return runs;
            }
            run = before(first);
        }
    }

    private List<VersionRecord> last() {
        return servers.values().stream()
                .max(Comparator.comparingLong((List<VersionRecord> versions) ->
                                newest(versions).session())
                        .thenComparingLong(versions -> newest(versions).steps()))
                .orElseThrow(() -> new IllegalStateException("no version of the model was published"));
    }

    private List<VersionRecord> before(VersionRecord first) {
        for (List<VersionRecord> versions : servers.values()) {
            for (int i = 0; i < versions.size(); i++) {
                if (versions.get(i).isRestoredAs(first)) {
                    return versions.subList(0, i + 1);
                }
            }
        }
        throw new IllegalStateException("session " + first.session() + " began with version " + first.version() + " of "
                + first.steps() + " steps, which no server of a session before it published");
    }

    private static List<VersionRecord> fromNothing(List<VersionRecord> run) {
        List<VersionRecord> whole = new ArrayList<>(run);
        whole.add(0, new VersionRecord(run.get(0).id().at(0), 0, 0));
        return whole;
    }

    private static VersionRecord newest(List<VersionRecord> versions) {
        return versions.get(versions.size() - 1);
    }
}
