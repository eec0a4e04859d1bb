package io.backflow.lab.experiment.horizon;

import io.backflow.model.LayerSpec;

/**
 * A network that is tried, and how far back it learns.
 *
 * @param cell what it is called
 * @param updates of its parameters
 */
record Contender(String cell, LayerSpec layer, HorizonVariant variant, long updates, UpdateRule rule) {

    /** The last updates, over which accuracy is counted. */
    private static final int SCORED = 300;

    /** One that moves by Adam, with a rate that falls where each step is an update. */
    Contender(String cell, LayerSpec layer, HorizonVariant variant, long updates) {
        this(cell, layer, variant, updates, variant.isOnline() ? UpdateRule.fallingAdam(updates) : UpdateRule.adam());
    }

    /** Whether its sequences end: all is kept until then. */
    boolean ends() {
        return variant.kind() == HorizonVariant.Kind.FULL;
    }

    /** Updates before those over which accuracy is counted. */
    long unscored() {
        return Math.max(0, updates - SCORED);
    }

    HorizonRow row(MemoryTask task, Through through, long seed, HorizonRow.Outcome outcome) {
        return new HorizonRow(
                task.name(),
                cell,
                variant.label(),
                variant.every(),
                variant.back(),
                outcome.accuracy(),
                null,
                updates,
                outcome.steps(),
                seed,
                outcome.seconds(),
                through,
                outcome.steps() * MemoryTask.SEQUENCES / outcome.seconds());
    }
}
