"""Reads each cut in a folder in all three formats and holds them against cut.json and the videos; see deploy/editors."""

import json
import pathlib
import subprocess
import sys
from fractions import Fraction

import opentimelineio as otio

RATES = {"24", "25", "24000/1001"}
problems = []


def expect(is_so, sentence):
    if not is_so:
        problems.append(sentence)


def same(what, found, wanted):
    expect(found == wanted, f"{what}: {found!r} instead of {wanted!r}")


def frames_of(range_):
    return [round(range_.start_time.value), round(range_.start_time.value + range_.duration.value)]


def read(file, rate):
    options = {"rate": rate} if file.suffix == ".edl" else {}
    found = otio.adapters.read_from_file(str(file), **options)
    return found[0] if isinstance(found, otio.schema.SerializableCollection) else found


def clips_of(track):
    """Each clip's name, media and frames; an edit list begins with its first event, its record time says where."""
    shift = track.source_range.start_time.value if track.source_range else 0
    found = []
    for clip in track:
        if not isinstance(clip, otio.schema.Clip):
            continue
        record = frames_of(clip.range_in_parent())
        found.append({
            "name": pathlib.PurePath(clip.name).stem,
            "media": clip.media_reference.target_url,
            "range": frames_of(clip.trimmed_range()),
            "record": [round(record[0] - shift), round(record[1] - shift)],
        })
    return found


def notes_of(track):
    return [(marker.color, round(marker.marked_range.start_time.value)) for clip in track for marker in clip.markers]


def check_with_otiotool(file):
    said = subprocess.run(
        ["otiotool", "--input", file.name, "--verify-ranges", "--verify-media"],
        cwd=file.parent, capture_output=True, text=True)
    same(f"{file.name}: otiotool's exit", said.returncode, 0)
    # It exits with 0 whatever it finds.
    for complaint in ("OUT OF BOUNDS", "MEDIA NOT FOUND", "NOT FOUND", "Error"):
        expect(complaint not in said.stdout + said.stderr, f"{file.name}: otiotool says {complaint}:\n{said.stdout}")
    expect("IN BOUNDS" in said.stdout and "MEDIA EXISTS" in said.stdout, f"{file.name}: otiotool looked at nothing")


def probed(video):
    said = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries",
         "stream=nb_read_frames,r_frame_rate", "-of", "json", str(video)], capture_output=True, text=True)
    streams = json.loads(said.stdout or "{}").get("streams") or [{}]
    return int(streams[0].get("nb_read_frames", -1)), Fraction(streams[0].get("r_frame_rate", "0"))


def check(folder):
    cut = json.loads((folder / "cut.json").read_text())
    rate = Fraction(cut["rate"])
    items = [next(iter(item.items())) for item in cut["items"]]
    clips = [value["_0"] for kind, value in items if kind == "clip"]
    total = items[-1][1]["_0"]["record"][1]
    wanted = [
        {"name": c["name"], "media": f"media/{c['name']}.mp4", "range": c["range"], "record": c["record"]}
        for c in clips]
    notes = [(c, note) for c in clips for note in c["notes"]]
    expect(wanted and notes and len(items) > len(clips), f"{folder.name}: a cut without clips, notes or gaps")
    package = next(path for path in folder.iterdir() if path.is_dir())
    name = package.name
    for ending in ("otio", "xml", "edl"):
        file = package / f"{name}.{ending}"
        label = f"{folder.name} {ending}"
        timeline = read(file, float(rate))
        video = timeline.video_tracks()[0]
        same(f"{label}: clips", clips_of(video), wanted)
        same(f"{label}: name", timeline.name, name)
        rates = {clip.trimmed_range().start_time.rate for clip in video}
        expect(all(abs(found - float(rate)) < 1e-9 for found in rates), f"{label}: rates {rates}")
        shift = {"edl": lambda c, n: c["record"][0] + n["frame"] - c["range"][0]}.get(ending, lambda c, n: n["frame"])
        same(f"{label}: notes", notes_of(video), [("RED", shift(c, n)) for c, n in notes])
        if ending == "edl":
            continue
        check_with_otiotool(file)
        same(f"{label}: frames", frames_of(video.trimmed_range())[1], {"otio": total}.get(ending, clips[-1]["record"][1]))
        same(f"{label}: song", clips_of(timeline.audio_tracks()[0])[0]["record"], [0, cut["song"]["frames"]])
        same(f"{label}: song's file", timeline.audio_tracks()[0][0].media_reference.target_url, cut["song"]["name"])
        markers = [(m.name, frames_of(m.marked_range)) for m in timeline.tracks.markers]
        same(f"{label}: sections", markers, [(s["name"], s["record"]) for s in cut["sections"]])
        if ending == "otio":
            same(f"{label}: colours", {m.color for m in timeline.tracks.markers}, {"GREEN"})
            same(f"{label}: version", timeline.metadata["starsend"]["version"], 1)
    same(f"{folder.name}: the whole", probed(folder / f"{name}.mp4"), (total, rate))
    for clip in clips:
        same(f"{folder.name}: {clip['name']}", probed(package / "media" / f"{clip['name']}.mp4"),
             (clip["available"], rate))
    return cut["rate"]


def main():
    folders = sorted(path.parent for path in pathlib.Path(sys.argv[1]).glob("*/cut.json"))
    try:
        rates = {check(folder) for folder in folders}
        same("the rates that were checked", rates, RATES)
    except Exception as error:  # Whatever a reader refuses a file with.
        problems.append(f"{type(error).__name__}: {error}")
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


main()
