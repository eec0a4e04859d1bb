package io.backflow.dashboard.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sequences whose predictions were read last, at most {@link #MOST}; those watched stay. Not thread-safe. */
final class Sequences {

    static final int MOST = 500;

    /** The one whose record came last is the last. */
    private final Map<String, SequenceRows> byId = new LinkedHashMap<>(16, 0.75f, true);

    private long records;
    private long skipped;

    void add(SequenceRecord record, Set<String> watched) {
        records++;
        byId.computeIfAbsent(record.sequence(), id -> new SequenceRows())
                .add(record.step(), record.eventTime(), record.rows());
        var oldest = byId.keySet().iterator();
        while (byId.size() > MOST && oldest.hasNext()) {
            if (!watched.contains(oldest.next())) {
                oldest.remove();
            }
        }
    }

    /** Further records that were not read. */
    void skipped(long more) {
        skipped += more;
    }

    /** What the page shows, with the rows of those {@code picked}. */
    SequencesView view(List<String> picked) {
        List<SequencesView.Picked> shown = new ArrayList<>();
        for (String id : picked) {
            shown.add(new SequencesView.Picked(id, byId.containsKey(id) ? rows(id) : List.of()));
        }
        List<SequencesView.Listed> listed = new ArrayList<>();
        byId.forEach((id, rows) -> listed.add(new SequencesView.Listed(id, rows.newestStep())));
        return new SequencesView(records, skipped, listed, shown);
    }

    private List<StepRow> rows(String id) {
        SequenceRows rows = byId.get(id);
        return rows == null ? List.of() : List.copyOf(rows.rows());
    }
}
