// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli;

/// A main class that opens the Vector API as [Triad] does, computes with it, and says where it found it.
public final class VectorApiCheck {
    private VectorApiCheck() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        VectorApi.open();
        var vector = Class.forName("jdk.incubator.vector.FloatVector");
        var species = Class.forName("jdk.incubator.vector.VectorSpecies");
        Object preferred = vector.getField("SPECIES_PREFERRED").get(null);
        Object zero = vector.getMethod("zero", species).invoke(null, preferred);
        System.out.println(vector.getModule().getName() + " " + zero);
    }
}
