package io.backflow.schema.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Every schema of a record that has ever been on the wire, compiled in as resources {@code versions/<Name>.<n>.avsc},
 * n from 1; none is ever parsed from a message.
 */
final class Versions {

    private Versions() {}

    /** The versions of the record called {@code name}, oldest first. */
    static List<Schema> of(String name) {
        List<Schema> versions = new ArrayList<>();
        for (int n = 1; ; n++) {
            try (InputStream in = Versions.class.getResourceAsStream("versions/" + name + "." + n + ".avsc")) {
                if (in == null) {
                    return List.copyOf(versions);
                }
                versions.add(new Schema.Parser().parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
