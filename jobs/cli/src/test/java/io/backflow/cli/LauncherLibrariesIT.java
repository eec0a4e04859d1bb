package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Kafka's codecs with nothing but the libraries that {@code ./backflow} and {@code flink run} have; both are built
 * before this runs.
 */
class LauncherLibrariesIT {

    private static final Path LIBRARIES = Path.of("target", "lib");
    private static final Path JOB = Path.of("..", "flink", "target", "backflow-jobs.jar");

    /** Of the records that brokers and clients write today. */
    private static final byte MESSAGE_FORMAT = 2;

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void theLauncherWritesAndReadsEveryCodec(String codec) throws Exception {
        assumeThat(LIBRARIES).as("the module is packaged").exists();
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            assertThat(throughCodec(files.map(LauncherLibrariesIT::url).toList(), codec))
                    .isEqualTo(text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void theJobsJarWritesAndReadsEveryCodec(String codec) throws Exception {
        assumeThat(JOB).as("the job is packaged").exists();
        URL logging = LoggerFactory.class.getProtectionDomain().getCodeSource().getLocation(); // every Flink has it

        assertThat(throughCodec(List.of(url(JOB), logging), codec)).isEqualTo(text());
    }

    private static String text() {
        return "a timestep ".repeat(1000);
    }

    /** What {@link #text()} is after Kafka's own code, loaded from {@code jars} only, has compressed and read it. */
    private static String throughCodec(List<URL> jars, String codec) throws Exception {
        try (URLClassLoader kafka =
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> compression = kafka.loadClass("org.apache.kafka.common.compress.Compression");
            Object builder = compression.getMethod("of", String.class).invoke(null, codec);
            Object instance = kafka.loadClass("org.apache.kafka.common.compress.Compression$Builder")
                    .getMethod("build")
                    .invoke(builder);
            return read(kafka, compression, instance, written(kafka, compression, instance));
        }
    }

    private static ByteBuffer written(ClassLoader kafka, Class<?> compression, Object instance) throws Exception {
        Class<?> buffers = kafka.loadClass("org.apache.kafka.common.utils.ByteBufferOutputStream");
        Object buffer = buffers.getConstructor(int.class).newInstance(1 << 16);
        try (OutputStream out = (OutputStream)
                compression.getMethod("wrapForOutput", buffers, byte.class).invoke(instance, buffer, MESSAGE_FORMAT)) {
            out.write(text().getBytes(UTF_8));
        }
        return ((ByteBuffer) buffers.getMethod("buffer").invoke(buffer)).flip();
    }

    private static String read(ClassLoader kafka, Class<?> compression, Object instance, ByteBuffer compressed)
            throws Exception {
        assertThat(compressed.remaining()).isLessThan(text().length());
        Class<?> supplier = kafka.loadClass("org.apache.kafka.common.utils.BufferSupplier");
        Object buffers = supplier.getMethod("create").invoke(null);
        try (InputStream in = (InputStream) compression
                .getMethod("wrapForInput", ByteBuffer.class, byte.class, supplier)
                .invoke(instance, compressed, MESSAGE_FORMAT, buffers)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
