package io.backflow.jobs;

import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A {@link TestStream} as comma-separated values, a step a line, so that it stays what it is when the code that made it
 * changes. What a step does not have is empty.
 */
final class StreamFile {

    private static final String HEADER = "sequence,step,event_time,feature_0,feature_1,target,label,end";

    private StreamFile() {}

    static void write(TestStream feed, Path file) throws IOException {
        Files.write(
                file,
                Stream.concat(Stream.of(HEADER), feed.steps().stream().map(StreamFile::line))
                        .toList());
    }

    static TestStream read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (!lines.get(0).equals(HEADER)) {
            throw new IOException(file + " begins with " + lines.get(0) + " and not with " + HEADER);
        }
        return new TestStream(lines.stream().skip(1).map(StreamFile::step).toList());
    }

    private static String line(Step step) {
        float[] target = step.target();
        return String.join(
                ",",
                step.sequenceId(),
                Long.toString(step.step()),
                Long.toString(step.eventTime()),
                Float.toString(step.features()[0]),
                Float.toString(step.features()[1]),
                target == null ? "" : Float.toString(target[0]),
                step.label() == Step.NONE ? "" : Integer.toString(step.label()),
                step.endOfSequence() ? "end" : "");
    }

    private static Step step(String line) {
        String[] field = line.split(",", -1);
        return new Step(
                field[0],
                Long.parseLong(field[1]),
                Long.parseLong(field[2]),
                new float[] {Float.parseFloat(field[3]), Float.parseFloat(field[4])},
                Step.NONE,
                field[5].isEmpty() ? null : new float[] {Float.parseFloat(field[5])},
                field[6].isEmpty() ? Step.NONE : Integer.parseInt(field[6]),
                1f,
                field[7].equals("end"));
    }
}
