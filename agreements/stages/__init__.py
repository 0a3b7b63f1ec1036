"""The life cycle in practice: entering a stage, its steps and their evidence, waivers, corrections, old files."""
