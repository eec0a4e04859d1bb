package io.backflow.cli;

import io.backflow.model.kernel.BlasKernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What was running when something was measured. */
record BuildVersions(String backflow, String java, String flink, String kafka) {

    /** Of this process. */
    static BuildVersions current() {
        Properties built = new Properties();
        try (InputStream in = Objects.requireNonNull(BuildVersions.class.getResourceAsStream("versions.properties"))) {
            built.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildVersions(
                built.getProperty("backflow"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                built.getProperty("flink"),
                built.getProperty("kafka"));
    }

    /** The lines of {@code backflow --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            BuildVersions versions = current();
            return new String[] {
                "backflow " + versions.backflow,
                "Flink " + versions.flink + ", Kafka " + versions.kafka + ", " + versions.java,
                BlasKernel.fullName()
            };
        }
    }
}
