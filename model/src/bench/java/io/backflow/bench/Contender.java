package io.backflow.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The engines that are compared, each with its own jars in {@code <home>/<label>/lib}. */
enum Contender {
    BACKFLOW(BackflowPeer::new, Set.of(Cell.LSTM, Cell.GRU), "openblas"),
    LIBTORCH(LibtorchPeer::new, Set.of(Cell.LSTM, Cell.GRU), "pytorch-native-cpu", "pytorch-engine"),
    DL4J(Dl4jPeer::new, Set.of(Cell.LSTM), "deeplearning4j-nn", "openblas");

    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*?)(-linux-x86_64)?\\.jar");

    private final Supplier<Peer> peer;
    private final Set<Cell> cells;
    private final List<String> artifacts;

    Contender(Supplier<Peer> peer, Set<Cell> cells, String... artifacts) {
        this.peer = peer;
        this.cells = cells;
        this.artifacts = List.of(artifacts);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Peer peer() {
        return peer.get();
    }

    /** Whether the engine has a layer for this cell. */
    boolean has(Cell cell) {
        return cells.contains(cell);
    }

    /** Names and versions of the libraries that matter, read off the jars that run. */
    List<String> versions(Path home) throws IOException {
        Path lib = home.resolve(label()).resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new IOException("no jars in " + lib + "; build the module model with the Maven profile bench");
        }
        try (Stream<Path> jars = Files.list(lib)) {
            return jars.map(jar -> JAR.matcher(jar.getFileName().toString()))
                    .filter(Matcher::matches)
                    .filter(jar -> artifacts.contains(jar.group(1)))
                    .map(jar -> jar.group(1) + " " + jar.group(2))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }
}
