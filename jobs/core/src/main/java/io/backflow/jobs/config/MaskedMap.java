package io.backflow.jobs.config;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Settings that do not change, and whose text hides the values that look like secrets. */
final class MaskedMap extends AbstractMap<String, String> {

    private final Map<String, String> settings;

    MaskedMap(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return settings.entrySet();
    }

    @Override
    public String toString() {
        Map<String, String> shown = new TreeMap<>();
        settings.forEach((key, value) -> shown.put(key, Secrets.shown(key, value)));
        return shown.toString();
    }
}
