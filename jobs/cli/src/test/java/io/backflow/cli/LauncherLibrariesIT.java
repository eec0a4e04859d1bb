package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./backflow} and {@code flink run} find when a topic is compressed; both are built before this runs. */
class LauncherLibrariesIT {

    private static final Path LIBRARIES = Path.of("target", "lib");
    private static final Path JOB = Path.of("target", "backflow-jobs.jar");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.github.luben.zstd.ZstdOutputStreamNoFinalizer",
                "org.xerial.snappy.SnappyOutputStream",
                "net.jpountz.lz4.LZ4Factory"
            })
    void kafkasCodecsAreThere(String codec) throws Exception {
        assumeThat(LIBRARIES).as("the module is packaged").exists();
        assumeThat(JOB).as("the module is packaged").exists();

        assertThat(finds(libraries(), codec)).as("the launcher's lib").isTrue();
        assertThat(finds(List.of(url(JOB)), codec)).as("the job's jar").isTrue();
    }

    private static boolean finds(List<URL> jars, String codec) throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            return loader.findResource(codec.replace('.', '/') + ".class") != null;
        }
    }

    private static List<URL> libraries() throws IOException {
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            return files.map(LauncherLibrariesIT::url).toList();
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
