package io.backflow.lab.experiment.horizon;

import java.util.List;
import java.util.Locale;

/** Accuracy on the bits, one bar a horizon, as SVG. */
final class AccuracyPlot {

    private static final int LABELS = 250;
    private static final int WIDTH = 400;
    private static final int BAR = 18;
    private static final int ROW = 26;
    private static final int TOP = 40;

    private AccuracyPlot() {}

    static String svg(List<HorizonRow> rows) {
        List<HorizonRow> bars =
                rows.stream().filter(row -> row.accuracy() != null).toList();
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                LABELS + WIDTH + 70,
                TOP + ROW * bars.size() + 20));
        svg.append("<text x=\"10\" y=\"22\" font-size=\"15\">Share of bits said right, 10 steps late</text>\n");
        int chance = LABELS + WIDTH / 2;
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#999\" stroke-dasharray=\"4\"/>%n",
                chance,
                chance,
                TOP - 6,
                TOP + ROW * bars.size()));
        for (int i = 0; i < bars.size(); i++) {
            svg.append(bar(bars.get(i), TOP + i * ROW));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String bar(HorizonRow row, int y) {
        double accuracy = row.accuracy() == null ? 0 : row.accuracy();
        String reach = row.back() == 0 ? "" : " back " + row.back();
        return String.format(
                Locale.ROOT,
                "<text x=\"10\" y=\"%d\">%s</text>%n<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                        + " fill=\"%s\"/>%n<text x=\"%.1f\" y=\"%d\">%.3f</text>%n",
                y + 14,
                row.cell() + ", " + row.variant() + ", every " + row.every() + reach,
                LABELS,
                y,
                WIDTH * accuracy,
                BAR,
                row.variant().equals("truncated") ? "#7a9cc6" : "#c6867a",
                LABELS + WIDTH * accuracy + 6,
                y + 14,
                accuracy);
    }
}
