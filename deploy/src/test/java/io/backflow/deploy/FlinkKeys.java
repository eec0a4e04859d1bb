package io.backflow.deploy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.state.rocksdb.RocksDBOptions;

/** The configuration keys that Flink's own options declare. */
final class FlinkKeys {

    private static final Pattern REPORTER = Pattern.compile("metrics\\.reporter\\.\\w+\\.");

    /** Read by one of Flink's plugins: its file system for S3, and its Prometheus reporter. */
    private static final Pattern OF_PLUGINS = Pattern.compile("s3\\..+|metrics\\.reporter\\.\\w+\\.port");

    private final Map<String, ConfigOption<?>> options = new HashMap<>();

    FlinkKeys() throws Exception {
        for (Class<?> anchor : List.of(CoreOptions.class, ClusterEntrypoint.class, RocksDBOptions.class)) {
            collect(jar(anchor), anchor.getClassLoader());
        }
    }

    private static Path jar(Class<?> anchor) throws URISyntaxException {
        return Path.of(
                anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private void collect(Path jar, ClassLoader loader) throws IOException, ReflectiveOperationException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().toList()) {
                String name = entry.getName();
                if (name.endsWith("Options.class") && name.startsWith("org/apache/flink/")) {
                    collect(Class.forName(name.replace(".class", "").replace('/', '.'), true, loader));
                }
            }
        }
    }

    private void collect(Class<?> holder) throws IllegalAccessException {
        for (Field field : holder.getDeclaredFields()) {
            if (ConfigOption.class.isAssignableFrom(field.getType())
                    && Modifier.isStatic(field.getModifiers())
                    && Modifier.isPublic(field.getModifiers())
                    && Modifier.isPublic(holder.getModifiers())) {
                ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                options.put(option.key(), option);
            }
        }
    }

    int size() {
        return options.size();
    }

    /** What Flink would not understand of {@code settings}: keys that it does not know, and values of other types. */
    List<String> problems(Map<String, String> settings) {
        List<String> problems = new ArrayList<>();
        Configuration configuration = Configuration.fromMap(settings);
        settings.forEach((key, value) -> {
            ConfigOption<?> option = options.get(REPORTER.matcher(key).replaceFirst(""));
            if (option == null && !OF_PLUGINS.matcher(key).matches()) {
                problems.add(key + " is no key of Flink");
            } else if (option != null) {
                check(configuration, option, key + ": " + value, problems);
            }
        });
        return problems;
    }

    private static void check(
            Configuration configuration, ConfigOption<?> option, String setting, List<String> problems) {
        try {
            configuration.getOptional(option);
        } catch (IllegalArgumentException e) {
            problems.add(setting + " is not understood: " + e.getMessage());
        }
    }
}
