package io.backflow.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What a command measured, with all it takes to read the numbers later. Keys of the result come first, then
 * {@code machine} and {@code versions}.
 */
final class Measurement {

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance));

    private Measurement() {}

    /** Writes {@code result}, a record, to {@code file}; folders that are missing are made. */
    static void write(Path file, Object result) throws IOException {
        ObjectNode tree = JSON.valueToTree(result);
        tree.set("machine", JSON.valueToTree(MachineInfo.current()));
        tree.set("versions", JSON.valueToTree(BuildVersions.current()));
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, JSON.writeValueAsString(tree) + "\n");
    }
}
