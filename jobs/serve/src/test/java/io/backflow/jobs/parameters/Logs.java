package io.backflow.jobs.parameters;

import io.backflow.jobs.publish.ModelVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would stand in the topic, in order. */
public final class Logs {

    private Logs() {}

    /** The records that {@code writer} makes of {@code versions}. */
    public static List<PublishedRecord> of(ModelRecords writer, ModelVersion... versions) {
        List<PublishedRecord> log = new ArrayList<>();
        try {
            for (ModelVersion version : versions) {
                writer.write(version, log::add);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return log;
    }

    /** The versions that {@code reader} finds in {@code log}. */
    public static List<ModelVersion> read(ModelAssembler reader, List<PublishedRecord> log) {
        return log.stream()
                .map(record -> feedback(reader, record))
                .flatMap(Optional::stream)
                .map(PublishedModel::version)
                .toList();
    }

    public static Optional<PublishedModel> feedback(ModelAssembler reader, PublishedRecord record) {
        return reader.accept(record.key().getBytes(StandardCharsets.UTF_8), record.value());
    }
}
