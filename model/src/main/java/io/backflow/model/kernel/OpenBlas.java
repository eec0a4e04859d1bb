package io.backflow.model.kernel;

import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas;

/** OpenBLAS, the library of matrix products that Backflow brings with it. */
final class OpenBlas {

    /** OpenBLAS' spelling, from {@code driver/others/dynamic.c} and {@code dynamic_arm64.c}. */
    private static final List<String> NAMES = List.of(
            "Prescott",
            "Core2",
            "Nehalem",
            "Barcelona",
            "Sandybridge",
            "Bulldozer",
            "Piledriver",
            "Steamroller",
            "Excavator",
            "Haswell",
            "Zen",
            "SkylakeX",
            "Cooperlake",
            "SapphireRapids",
            "armv8",
            "armv8sve",
            "armv9sme",
            "cortexa53",
            "cortexa55",
            "cortexa57",
            "cortexa72",
            "cortexa73",
            "cortexa76",
            "neoversen1",
            "neoversev1",
            "neoversen2",
            "falkor",
            "thunderx",
            "thunderx2t99",
            "thunderx3t110",
            "tsv110",
            "emag8180",
            "a64fx",
            "vortexm4");

    /** Points to the table of the chosen kernel; each kernel's table has its name as suffix. */
    private static final String TABLE = "gotoblas";

    private OpenBlas() {}

    /**
     * What {@code openblas_get_corename} does, which the presets do not have: compares the table with each that there
     * is.
     */
    static String kernel() {
        Loader.load(openblas.class);
        Pointer chosen = Loader.addressof(TABLE);
        if (chosen == null) {
            return BlasKernel.UNKNOWN;
        }
        long table = new PointerPointer<>(chosen).get(0).address();
        return NAMES.stream()
                .filter(name -> addressOf(TABLE + "_" + name.toUpperCase(Locale.ROOT)) == table)
                .findFirst()
                .orElse(BlasKernel.UNKNOWN);
    }

    /** 0 where the library has no such symbol. */
    private static long addressOf(String symbol) {
        Pointer pointer = Loader.addressof(symbol);
        return pointer == null ? 0 : pointer.address();
    }
}
