package io.backflow.model.oracle;

import java.util.Map;

/**
 * Which class recomputes which kind of file: {@code config.case} to its handler. A kind that is in neither map is
 * unknown, and a file of it fails.
 */
final class Cases {

    static final Map<String, Case> SUPPORTED = Map.ofEntries(
            Map.entry("cell", (file, comparison) -> CellOracle.check(file)),
            Map.entry("varlen", (file, comparison) -> CellOracle.check(file)),
            Map.entry("head", (file, comparison) -> HeadOracle.check(file)),
            Map.entry("ptb_lm", (file, comparison) -> LanguageModelOracle.check(file)),
            Map.entry("tbptt_windows", (file, comparison) -> WindowsOracle.check(file)),
            Map.entry("tbptt_k1k2", (file, comparison) -> OverlapOracle.check(file)),
            Map.entry("tbptt_full", (file, comparison) -> FullOracle.check(file)),
            Map.entry("rtrl", (file, comparison) -> OnlineOracle.check(file)),
            Map.entry("keras_layer", (file, comparison) -> KerasLayerOracle.checkLayer(file)),
            Map.entry("keras_stateful", (file, comparison) -> KerasLayerOracle.checkStateful(file)),
            Map.entry("keras_masking", (file, comparison) -> KerasLayerOracle.checkMasking(file)),
            Map.entry("keras_train", (file, comparison) -> KerasTrainOracle.check(file)),
            Map.entry("seq2seq", (file, comparison) -> EncoderDecoderOracle.check(file)),
            Map.entry("optimizers", new OptimizersCase()),
            Map.entry("keras_optimizers", new OptimizersCase()),
            Map.entry("clipping", new ClippingCase()),
            Map.entry("lr_schedules", new SchedulesCase()));

    /** Known kinds without a handler, and why. */
    static final Map<String, String> SKIPPED = Map.of();

    private Cases() {}
}
