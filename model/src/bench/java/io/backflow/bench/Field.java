package io.backflow.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes of all engines, for as long as a run lasts. */
final class Field implements AutoCloseable {

    private final List<Fork> forks = new ArrayList<>();

    Field(Path home) throws IOException {
        for (Contender contender : Contender.values()) {
            forks.add(new Fork(contender, home));
        }
    }

    List<Fork> forks() {
        return forks;
    }

    Fork fork(Contender contender) {
        return forks.get(contender.ordinal());
    }

    @Override
    public void close() {
        forks.forEach(Fork::close);
    }
}
