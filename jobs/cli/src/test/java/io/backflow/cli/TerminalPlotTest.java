package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.cli.TerminalPlot.Bar;
import io.backflow.cli.TerminalPlot.Curve;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalPlotTest {

    private final TerminalPlot plot = new TerminalPlot(60, false);

    @Test
    void barsAreAsLongAsTheirNumbers() {
        List<String> lines = plot.bars(List.of(new Bar("model", 0.5), new Bar("persistence", 1), new Bar("none", 0)));

        assertThat(lines).hasSize(3).allMatch(line -> line.length() <= 60);
        assertThat(lines.get(0)).startsWith("model        ").endsWith(" 0.50000");
        assertThat(count(lines.get(1), '█')).isEqualTo(37);
        assertThat(count(lines.get(0), '█')).isEqualTo(18);
        assertThat(count(lines.get(2), '█')).isZero();
    }

    @Test
    void curvesAreLettersBetweenLeastAndMost() {
        double[] x = {0, 10, 20};
        List<String> lines = plot.curves(
                List.of(new Curve("one", x, new double[] {4, 2, 0}), new Curve("two", x, new double[] {0, 2, Double.NaN
                })),
                "steps");

        assertThat(lines).allMatch(line -> line.length() <= 60);
        assertThat(lines.get(0)).startsWith("   4.0000 │a");
        assertThat(lines.get(11)).startsWith("  0.00000 │b").endsWith("a");
        assertThat(String.join("", lines.subList(1, 11))).containsOnlyOnce("*").doesNotContain("a", "b");
        assertThat(lines.get(13)).contains("0").endsWith("20 steps");
    }

    @Test
    void coloursStandBesideLettersWhereTheyAreWanted() {
        TerminalPlot coloured = new TerminalPlot(60, true);

        assertThat(coloured.bars(List.of(new Bar("model", 1))).get(0)).contains("\u001b[36m█");
        assertThat(plot.bars(List.of(new Bar("model", 1))).get(0)).doesNotContain("\u001b");
    }

    @Test
    void aTableLeavesOutTheColumnsThatDoNotFit() {
        TextTable table = new TextTable();
        table.row(List.of("", "mse", "mse of a long name"));
        table.row(List.of("persistence", "0.25", "1"));

        assertThat(table.lines(80))
                .containsExactly("              mse  mse of a long name", "persistence  0.25                   1");
        assertThat(table.lines(20)).containsExactly("              mse", "persistence  0.25");
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }
}
