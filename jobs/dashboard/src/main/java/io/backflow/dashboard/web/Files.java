package io.backflow.dashboard.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page, from the class path: its own, and those of the library that draws the charts. */
final class Files {

    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final String HTML = "text/html; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private final Map<String, File> byPath = Map.of(
            "/", file(HTML, "page.html"),
            "/page.css", file(STYLE, "page.css"),
            "/page.js", file(SCRIPT, "page.js"),
            "/charts.js", file(SCRIPT, "charts.js"),
            "/sequences.js", file(SCRIPT, "sequences.js"),
            "/format.js", file(SCRIPT, "format.js"),
            "/colours.js", file(SCRIPT, "colours.js"),
            "/icon.svg", file("image/svg+xml", "icon.svg"),
            "/uplot.js", file(SCRIPT, CHARTS + "uPlot.esm.js"),
            "/uplot.css", file(STYLE, CHARTS + "uPlot.min.css"));

    /** A file with its media type. */
    record File(String type, byte[] content) {}

    @Nullable
    File at(String path) {
        return byPath.get(path);
    }

    private static File file(String type, String resource) {
        try (InputStream in = Files.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the file " + resource + " of the page is not on the class path");
            }
            return new File(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
