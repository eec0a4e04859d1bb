package io.backflow.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NextBuildTest {

    @TempDir
    Path folder;

    @Test
    void theNextBuildHasOtherBytesAnotherVersionAndTheSameClasses() throws IOException {
        Path jar = jar();

        Path next = NextBuild.write(jar, folder.resolve("next.jar"), "2");

        assertThat(Files.mismatch(jar, next)).isNotEqualTo(-1);
        try (JarFile read = new JarFile(next.toFile())) {
            Attributes manifest = read.getManifest().getMainAttributes();
            assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
                    .isEqualTo("2");
            assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("a.Main");
            assertThat(read.getInputStream(read.getEntry("a/Main.class")).readAllBytes())
                    .containsExactly(1, 2, 3);
        }
    }

    private Path jar() throws IOException {
        Path jar = folder.resolve("this.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "a.Main");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("a/Main.class"));
            out.write(new byte[] {1, 2, 3});
        }
        return jar;
    }
}
