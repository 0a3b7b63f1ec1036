"""The life cycle in practice: entering a stage, its steps and their evidence, waivers, another track, old files."""
