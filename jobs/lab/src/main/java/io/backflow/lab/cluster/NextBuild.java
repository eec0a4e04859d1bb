package io.backflow.lab.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** Makes the jar of a next build: the same classes with another version in the manifest, so that its bytes differ. */
final class NextBuild {

    private NextBuild() {}

    /**
     * Writes a copy of {@code jar} to {@code copy} that differs in its version.
     *
     * @param version for {@code Implementation-Version}
     */
    static Path write(Path jar, Path copy, String version) {
        try {
            Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
            try (FileSystem inside = FileSystems.newFileSystem(copy)) {
                stamp(inside.getPath("META-INF", "MANIFEST.MF"), version);
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("no copy of " + jar + " could be written to " + copy, e);
        }
    }

    private static void stamp(Path file, String version) throws IOException {
        Manifest manifest;
        try (InputStream in = Files.newInputStream(file)) {
            manifest = new Manifest(in);
        }
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        try (OutputStream out = Files.newOutputStream(file)) {
            manifest.write(out);
        }
    }
}
