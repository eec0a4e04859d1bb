package io.backflow.dashboard.view;

import java.util.List;

/**
 * What the page shows of sequences.
 *
 * @param records of the topic {@code predictions} that were read
 * @param skipped records that were left out, because they were too many to read
 * @param listed those that can be picked, the one with the newest record last
 * @param picked those that the viewer has picked
 */
public record SequencesView(long records, long skipped, List<Listed> listed, List<Picked> picked) {

    /**
     * One that can be picked.
     *
     * @param id its ID
     * @param step its newest step
     */
    public record Listed(String id, long step) {}

    /**
     * One that is picked.
     *
     * @param id its ID
     * @param rows its last steps, the oldest first; empty: no record of it was read
     */
    public record Picked(String id, List<StepRow> rows) {}
}
