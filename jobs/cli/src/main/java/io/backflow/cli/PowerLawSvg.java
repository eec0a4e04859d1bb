package io.backflow.cli;

import io.backflow.lab.experiment.PowerLaw;
import io.backflow.lab.experiment.PowerLaw.Point;
import io.backflow.lab.experiment.Svg;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Points and the power law that is nearest to them as a picture, both axes logarithmic, where a power law is straight.
 *
 * @param title with the name of what grows
 * @param across the name of what it grows with
 */
record PowerLawSvg(String title, String across) {

    private static final int LEFT = 70;
    private static final int TOP = 40;
    private static final int WIDTH = 420;
    private static final int HEIGHT = 220;
    private static final double BASE = 10;
    private static final String GRID = "#ddd";

    /** An axis of whole decades, from {@code begin} on. */
    private record Axis(int from, int to, int begin, int length) {

        static Axis of(List<Point> points, ToDoubleFunction<Point> value, int begin, int length) {
            double least = points.stream().mapToDouble(value).min().orElse(1);
            double most = points.stream().mapToDouble(value).max().orElse(1);
            int from = (int) Math.floor(Math.log10(least));
            return new Axis(from, Math.max(from + 1, (int) Math.ceil(Math.log10(most))), begin, length);
        }

        double place(double value) {
            return begin + length * (Math.log10(value) - from) / (to - from);
        }

        /** What {@code draw} makes of the place and the number of each decade. */
        String decades(BiFunction<Double, String, String> draw) {
            return IntStream.rangeClosed(from, to)
                    .mapToDouble(decade -> Math.pow(BASE, decade))
                    .mapToObj(value -> draw.apply(place(value), String.format(Locale.ROOT, "%,.0f", value)))
                    .collect(Collectors.joining());
        }
    }

    /** At least two points of different x. */
    String of(List<Point> points, PowerLaw law) {
        Axis x = Axis.of(points, Point::x, LEFT, WIDTH);
        Axis y = Axis.of(points, Point::y, TOP + HEIGHT, -HEIGHT);
        StringBuilder svg = new StringBuilder(begin(law.exponent()));
        svg.append(x.decades((at, number) ->
                Svg.line(at, TOP, at, TOP + HEIGHT, GRID) + Svg.text(at, TOP + HEIGHT + 18, "middle", number)));
        svg.append(y.decades((at, number) ->
                Svg.line(LEFT, at, LEFT + WIDTH, at, GRID) + Svg.text(LEFT - 6, at + 4, "end", number)));
        double first = points.stream().mapToDouble(Point::x).min().orElseThrow();
        double last = points.stream().mapToDouble(Point::x).max().orElseThrow();
        svg.append(Svg.line(x.place(first), y.place(law.at(first)), x.place(last), y.place(law.at(last)), "#7a9cc6"));
        for (Point point : points) {
            svg.append(circle(x.place(point.x()), y.place(point.y())));
        }
        return svg.append("</svg>\n").toString();
    }

    private String begin(double exponent) {
        String whole = title + String.format(Locale.ROOT, ", exponent %.2f", exponent);
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                                + " font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"%s\">%n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                        LEFT + WIDTH + 40,
                        TOP + HEIGHT + 50,
                        Svg.escaped(whole))
                + Svg.text(10, 22, "start", whole)
                + Svg.text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 40, "middle", across);
    }

    private static String circle(double x, double y) {
        return String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#c6867a\"/>%n", x, y);
    }
}
