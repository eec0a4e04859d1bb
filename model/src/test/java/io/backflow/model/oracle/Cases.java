package io.backflow.model.oracle;

import java.util.Map;

/**
 * Which class recomputes which kind of file: {@code config.case} to its handler. A kind that is in neither map is
 * unknown, and a file of it fails.
 */
final class Cases {

    static final Map<String, Case> SUPPORTED = Map.ofEntries(
            Map.entry("optimizers", new OptimizersCase()),
            Map.entry("keras_optimizers", new OptimizersCase()),
            Map.entry("clipping", new ClippingCase()),
            Map.entry("lr_schedules", new SchedulesCase()));

    /** Known kinds without a handler, and why. */
    static final Map<String, String> SKIPPED = Map.ofEntries(
            Map.entry("cell", "no handler yet"),
            Map.entry("head", "no handler yet"),
            Map.entry("ptb_lm", "no handler yet"),
            Map.entry("tbptt_windows", "no handler yet"),
            Map.entry("tbptt_k1k2", "no handler yet"),
            Map.entry("tbptt_full", "no handler yet"),
            Map.entry("seq2seq", "no handler yet"),
            Map.entry("rtrl", "no handler yet"),
            Map.entry("varlen", "no handler yet"),
            Map.entry("keras_layer", "no handler yet"),
            Map.entry("keras_stateful", "no handler yet"),
            Map.entry("keras_train", "no handler yet"),
            Map.entry("keras_masking", "no handler yet"));

    private Cases() {}
}
