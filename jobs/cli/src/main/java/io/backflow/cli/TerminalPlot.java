package io.backflow.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Plots as text, as wide as the terminal. Colours stand beside letters and never alone, and only where a person watches
 * and {@code NO_COLOR} is not set.
 */
final class TerminalPlot {

    private static final int LEAST = 40;
    private static final int MOST = 160;
    private static final int HEIGHT = 12;
    private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    private static final int[] COLOURS = {36, 33, 35, 32, 34, 31};

    private final int width;
    private final boolean coloured;

    /**
     * @param width columns of the terminal
     * @param coloured whether it shows colours
     */
    TerminalPlot(int width, boolean coloured) {
        this.width = Math.max(LEAST, Math.min(MOST, width));
        this.coloured = coloured;
    }

    /** For where the command of {@code spec} prints. */
    static TerminalPlot of(CommandSpec spec) {
        String none = System.getenv("NO_COLOR");
        boolean wanted = (none == null || none.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
        return new TerminalPlot(
                spec.commandLine().getUsageHelpWidth(), wanted && Boolean.getBoolean("backflow.terminal"));
    }

    /** Columns that a line may have. */
    int width() {
        return width;
    }

    /** A number with a name. */
    record Bar(String label, double value) {}

    /** A bar for each number, from 0; the first is what the others are compared with. */
    List<String> bars(List<Bar> bars) {
        int label = bars.stream().mapToInt(bar -> bar.label().length()).max().orElse(0);
        double most = bars.stream()
                .mapToDouble(Bar::value)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        int room = Math.max(8, width - label - 12);
        List<String> lines = new ArrayList<>();
        for (Bar bar : bars) {
            double share = most > 0 && Double.isFinite(bar.value()) ? bar.value() / most : 0;
            String drawn = coloured(bar(share * room), lines.isEmpty() ? 0 : 1);
            lines.add(String.format(
                    Locale.ROOT, "%-" + Math.max(1, label) + "s  %s %s", bar.label(), drawn, number(bar.value())));
        }
        return lines;
    }

    private static String bar(double length) {
        int eighths = (int) Math.round(8 * length);
        return "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
    }

    /** Points with a name, in the order of {@code x}. */
    record Curve(String label, double[] x, double[] y) {}

    /**
     * Curves in one frame, each drawn with a letter of its own, {@code *} where several meet.
     *
     * @param across what {@code x} is
     */
    List<String> curves(List<Curve> curves, String across) {
        double[] y = curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(curve.y()))
                .filter(Double::isFinite)
                .toArray();
        double[] x = curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(curve.x()))
                .toArray();
        if (y.length == 0) {
            return List.of("nothing to plot");
        }
        Frame frame = new Frame(
                Arrays.stream(x).min().orElse(0),
                Arrays.stream(x).max().orElse(0),
                Arrays.stream(y).min().orElse(0),
                Arrays.stream(y).max().orElse(0));
        char[][] grid = new char[HEIGHT][columns()];
        for (char[] row : grid) {
            Arrays.fill(row, ' ');
        }
        for (int i = 0; i < curves.size(); i++) {
            draw(curves.get(i), letter(i), frame, grid);
        }
        return framed(grid, frame, across);
    }

    /** What curve {@code index} is drawn with. */
    static char letter(int index) {
        return (char) ('a' + index % 26);
    }

    private int columns() {
        return width - 12;
    }

    /** What is shown: from least to most. */
    private record Frame(double left, double right, double bottom, double top) {

        int column(double x, int columns) {
            return right > left ? (int) Math.round((x - left) / (right - left) * (columns - 1)) : 0;
        }

        int row(double y) {
            return top > bottom ? (int) Math.round((top - y) / (top - bottom) * (HEIGHT - 1)) : HEIGHT / 2;
        }
    }

    /** The mean of the points that fall into a column. */
    private static void draw(Curve curve, char letter, Frame frame, char[][] grid) {
        int columns = grid[0].length;
        double[] sums = new double[columns];
        int[] points = new int[columns];
        for (int i = 0; i < curve.x().length; i++) {
            if (Double.isFinite(curve.y()[i])) {
                int column = frame.column(curve.x()[i], columns);
                sums[column] += curve.y()[i];
                points[column]++;
            }
        }
        for (int column = 0; column < columns; column++) {
            if (points[column] > 0) {
                char[] row = grid[frame.row(sums[column] / points[column])];
                row[column] = row[column] == ' ' ? letter : '*';
            }
        }
    }

    private List<String> framed(char[][] grid, Frame frame, String across) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < HEIGHT; row++) {
            String left = row == 0 ? number(frame.top()) : row == HEIGHT - 1 ? number(frame.bottom()) : "";
            lines.add(String.format(Locale.ROOT, "%9s │%s", left, coloured(grid[row]))
                    .stripTrailing());
        }
        String right = String.format(Locale.ROOT, "%,.0f %s", frame.right(), across);
        String begin = String.format(Locale.ROOT, "%,.0f", frame.left());
        lines.add(" ".repeat(10) + "└" + "─".repeat(columns()));
        lines.add(
                " ".repeat(11) + begin + " ".repeat(Math.max(1, columns() - begin.length() - right.length())) + right);
        return lines;
    }

    private String coloured(char[] row) {
        if (!coloured) {
            return new String(row);
        }
        StringBuilder line = new StringBuilder();
        for (char c : row) {
            line.append(c >= 'a' && c <= 'z' ? coloured(String.valueOf(c), c - 'a') : String.valueOf(c));
        }
        return line.toString();
    }

    private String coloured(String text, int index) {
        return coloured ? "\u001b[" + COLOURS[index % COLOURS.length] + "m" + text + "\u001b[0m" : text;
    }

    /** Four digits that count. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        return size != 0 && (size < 1e-3 || size >= 1e5)
                ? String.format(Locale.ROOT, "%.3e", value)
                : String.format(Locale.ROOT, size < 1 ? "%.5f" : "%.4f", value);
    }
}
