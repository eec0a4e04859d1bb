package io.backflow.lab.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Loads the project's classes, some of them compiled from changed sources: the simulator that it loads runs the product
 * with a broken rule.
 */
final class MutatedRules extends ClassLoader {

    private static final String OURS = "io.backflow.";
    private static final ConcurrentMap<String, byte[]> UNCHANGED = new ConcurrentHashMap<>();

    private final Path mutated;

    private MutatedRules(Path mutated) {
        super(MutatedRules.class.getClassLoader());
        this.mutated = mutated;
    }

    /** Compiles {@code mutation} into {@code folder}. */
    static MutatedRules compile(RuleMutation mutation, Path folder) throws IOException {
        Path file = sources().resolve(mutation.source());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-proc:none", "-nowarn", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        Source source = new Source(file.toUri(), mutation.apply(Files.readString(file)));
        if (!compiler.getTask(null, null, null, options, null, List.of(source)).call()) {
            throw new IllegalStateException(mutation + " does not compile; adapt it to " + mutation.source());
        }
        return new MutatedRules(folder);
    }

    /** The folder of the sources of {@code jobs/core}, from the folder of whatever module the tests run in. */
    private static Path sources() {
        Path jobs = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(jobs.resolve("core/src/main/java"))) {
            jobs = jobs.endsWith("jobs") ? jobs.getRoot() : jobs.getParent();
        }
        return jobs.resolve("core/src/main/java/io/backflow/jobs");
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        try {
            Path changed = mutated.resolve(path);
            byte[] bytes = Files.exists(changed) ? Files.readAllBytes(changed) : unchanged(path);
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] unchanged(String path) throws IOException {
        byte[] known = UNCHANGED.get(path);
        if (known != null) {
            return known;
        }
        try (InputStream in = getParent().getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException("no class " + path);
            }
            byte[] bytes = in.readAllBytes();
            UNCHANGED.put(path, bytes);
            return bytes;
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(URI uri, String text) {
            super(uri, Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
