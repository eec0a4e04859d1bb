package io.backflow.cli;

import io.backflow.cli.TerminalPlot.Bar;
import io.backflow.lab.experiment.Svg;
import java.util.List;
import java.util.Locale;

/** Bars as a picture. */
final class BarsSvg {

    private static final int LABELS = 200;
    private static final int WIDTH = 420;
    private static final int BAR = 18;
    private static final int ROW = 26;
    private static final int TOP = 40;

    private BarsSvg() {}

    /** A bar for each number, from 0; the first is what the others are compared with. */
    static String of(String title, List<Bar> bars) {
        double most = bars.stream()
                .mapToDouble(Bar::value)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\" role=\"img\" aria-label=\"%s\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"10\" y=\"22\" font-size=\"15\">%s</text>%n",
                LABELS + WIDTH + 90,
                TOP + ROW * bars.size() + 12,
                Svg.escaped(title),
                Svg.escaped(title)));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double share = most > 0 && Double.isFinite(bar.value()) ? bar.value() / most : 0;
            svg.append(bar(bar, share * WIDTH, TOP + ROW * i, i == 0 ? "#7a9cc6" : "#c6867a"));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String bar(Bar bar, double length, int y, String fill) {
        return String.format(
                Locale.ROOT,
                "<text x=\"10\" y=\"%d\">%s</text>%n<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                        + " fill=\"%s\"/>%n<text x=\"%.1f\" y=\"%d\">%s</text>%n",
                y + 14,
                Svg.escaped(bar.label()),
                LABELS,
                y,
                length,
                BAR,
                fill,
                LABELS + length + 6,
                y + 14,
                TerminalPlot.number(bar.value()));
    }
}
