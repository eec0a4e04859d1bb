package io.backflow.lab.growth;

import io.backflow.lab.experiment.PowerLaw;
import io.backflow.lab.experiment.Svg;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Bytes against the number of workers, both in powers of ten, as SVG. */
public final class GrowthPlot {

    private static final int LEFT = 90;
    private static final int TOP = 50;
    private static final int WIDTH = 480;
    private static final int HEIGHT = 400;
    private static final int X_DECADES = 3;
    private static final int LEAST_DECADE = 2;
    private static final int Y_DECADES = 10;

    private GrowthPlot() {}

    /** What all rows say, with the exponents that fit. */
    public static String svg(EdgeGrowth growth) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                LEFT + WIDTH + 60,
                TOP + HEIGHT + 110));
        svg.append(Svg.text(10, 24, "start", "Bytes between workers and server at a checkpoint, against the workers"));
        for (int decade = 0; decade <= X_DECADES; decade++) {
            double x = x(Math.pow(10, decade));
            svg.append(Svg.line(x, TOP, x, TOP + HEIGHT, "#ddd"));
            svg.append(Svg.text(
                    x - 10, TOP + HEIGHT + 18, "start", String.format(Locale.ROOT, "%.0f", Math.pow(10, decade))));
        }
        for (int decade = LEAST_DECADE; decade <= LEAST_DECADE + Y_DECADES; decade++) {
            double y = y(Math.pow(10, decade));
            svg.append(Svg.line(LEFT, y, LEFT + WIDTH, y, "#ddd"));
            svg.append(Svg.text(20, y + 4, "start", "10^" + decade + " B"));
        }
        series(svg, growth.rows(), EdgeRow::downBytes, "#c6867a");
        series(svg, growth.rows(), EdgeRow::idleBytes, "#7a9cc6");
        svg.append(legend(40, "#c6867a", "down, all contribute: as workers^", growth.downByWorkers()));
        svg.append(legend(60, "#7a9cc6", "both ways, no worker has learnt: as workers^", growth.idleByWorkers()));
        svg.append(legend(80, "#7a9cc6", "both ways, no worker has learnt: as model size^", growth.idleByModel()));
        return svg.append("</svg>\n").toString();
    }

    private static void series(StringBuilder svg, List<EdgeRow> rows, ToDoubleFunction<EdgeRow> bytes, String colour) {
        for (EdgeRow row : rows) {
            if (bytes.applyAsDouble(row) > 0) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" stroke=\"%s\" fill=\"%s\"/>%n",
                        x(row.workers()),
                        y(bytes.applyAsDouble(row)),
                        colour,
                        row.measured() ? colour : "white"));
            }
        }
    }

    private static String legend(int below, String colour, String what, PowerLaw fit) {
        int y = TOP + HEIGHT + below;
        return String.format(Locale.ROOT, "<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"%s\"/>%n", LEFT, y - 4, colour)
                + Svg.text(LEFT + 12, y, "start", what + String.format(Locale.ROOT, "%.2f", fit.exponent()));
    }

    private static double x(double workers) {
        return LEFT + WIDTH * Math.log10(workers) / X_DECADES;
    }

    private static double y(double bytes) {
        return TOP + HEIGHT * (1 - (Math.log10(bytes) - LEAST_DECADE) / Y_DECADES);
    }
}
