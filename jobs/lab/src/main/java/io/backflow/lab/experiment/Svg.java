package io.backflow.lab.experiment;

import java.util.Locale;

/** Pieces of pictures in SVG, a line of text each. */
public final class Svg {

    private Svg() {}

    /** A straight line. */
    public static String line(double fromX, double fromY, double toX, double toY, String colour) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                fromX,
                fromY,
                toX,
                toY,
                colour);
    }

    /**
     * Words.
     *
     * @param anchor which part of them is at x: {@code start}, {@code middle} or {@code end}
     */
    public static String text(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped(text));
    }

    /** Text inside an element or an attribute. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
