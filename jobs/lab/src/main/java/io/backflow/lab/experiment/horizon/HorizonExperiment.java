package io.backflow.lab.experiment.horizon;

import io.backflow.model.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The same tasks under every horizon.
 *
 * @param units hidden units of every cell; of an LRU, complex numbers
 * @param updates of the parameters on delayed echo, but online
 * @param onlineUpdates updates online, where each comes after a single step
 * @param epochs passes over the training part of the births; 0: without them
 * @param seed decides bits and fresh parameters
 * @param repeats seeds, from {@code seed} on, that the births are trained with
 */
public record HorizonExperiment(int units, long updates, long onlineUpdates, int epochs, long seed, int repeats) {

    private static final int[] WINDOWS = {4, 8, 10, 11, 12, 16};
    private static final int PART = 4;
    static final int DELAY = 10;
    private static final int BIRTHS_WINDOW = 16;

    /** Runs all of it, and says a line after each. */
    public HorizonResult run(Consumer<String> lines) {
        List<HorizonRow> rows = new ArrayList<>();
        Consumer<HorizonRow> keep = row -> {
            rows.add(row);
            lines.accept(HorizonTable.line(row));
        };
        echo(keep);
        if (epochs > 0) {
            births(keep);
            ErrorSpread.of(rows).forEach(spread -> lines.accept(spread.line()));
        }
        return new HorizonResult(rows);
    }

    private void echo(Consumer<HorizonRow> keep) {
        LayerSpec gru = new LayerSpec.Gru(units, true, 0);
        for (int window : WINDOWS) {
            keep.accept(echo(gru, "gru", HorizonVariant.truncated(window, window)));
        }
        keep.accept(echo(gru, "gru", HorizonVariant.truncated(PART, 3 * PART)));
        keep.accept(echo(gru, "gru", HorizonVariant.full(PART)));
        keep.accept(echo(gru, "gru", HorizonVariant.online(HorizonVariant.Kind.RTRL)));
        keep.accept(echo(gru, "gru", HorizonVariant.online(HorizonVariant.Kind.SNAP1)));
        LayerSpec diagonal = new LayerSpec.Diagonal(units, 0);
        keep.accept(echo(diagonal, "diagonal", HorizonVariant.online(HorizonVariant.Kind.RTRL)));
        keep.accept(echo(diagonal, "diagonal", HorizonVariant.full(PART)));
        LayerSpec lru = new LayerSpec.Lru(2 * units, 0);
        keep.accept(echo(lru, "lru", HorizonVariant.online(HorizonVariant.Kind.RTRL)));
        keep.accept(echo(lru, "lru", HorizonVariant.full(PART)));
    }

    private HorizonRow echo(LayerSpec layer, String cell, HorizonVariant variant) {
        long count = variant.isOnline() ? onlineUpdates : updates;
        return new LibraryRun(new EchoTask(DELAY), new Contender(cell, layer, variant, count), seed).run();
    }

    private void births(Consumer<HorizonRow> keep) {
        Births births = Births.load();
        LayerSpec gru = new LayerSpec.Gru(units, true, 0);
        keep.accept(births.naive("persistence", 1));
        keep.accept(births.naive("same weekday", 7));
        List<HorizonVariant> variants = List.of(
                HorizonVariant.truncated(1, 1),
                HorizonVariant.reset(BIRTHS_WINDOW),
                HorizonVariant.truncated(BIRTHS_WINDOW, BIRTHS_WINDOW),
                HorizonVariant.truncated(PART, BIRTHS_WINDOW),
                HorizonVariant.full(BIRTHS_WINDOW),
                HorizonVariant.online(HorizonVariant.Kind.RTRL),
                HorizonVariant.online(HorizonVariant.Kind.SNAP1));
        for (HorizonVariant variant : variants) {
            births(births, gru, "gru", variant, keep);
        }
        births(
                births,
                new LayerSpec.Diagonal(units, 0),
                "diagonal",
                HorizonVariant.online(HorizonVariant.Kind.RTRL),
                keep);
    }

    private void births(
            Births births, LayerSpec layer, String cell, HorizonVariant variant, Consumer<HorizonRow> keep) {
        for (long each = seed; each < seed + repeats; each++) {
            keep.accept(new BirthsTask(births, layer, cell, variant, epochs, each).run());
        }
    }
}
