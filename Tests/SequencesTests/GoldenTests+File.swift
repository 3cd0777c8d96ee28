extension GoldenTests {
  /// A sequence with every field that there is, and one that only began.
  static let golden = """
    {
      "sequences" : {
        "SEQ05" : {
          "approval" : {
            "by" : {
              "at" : "2026-11-20T13:04:05.678Z",
              "file" : "SEQ05_take001.mp4",
              "name" : "Anna"
            },
            "shots" : {
              "2" : 2
            },
            "take" : 1
          },
          "failed_request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6N",
          "final_cut" : "final/driver-beware_cut01.mp4",
          "grid_history" : [
            {
              "cost_usd" : 0.134,
              "created_at" : "2026-11-20T13:04:05.678Z",
              "from_model" : false,
              "layout" : {
                "columns" : 2,
                "rows" : 2
              },
              "number" : 1,
              "options" : [
                {
                  "height" : 324,
                  "name" : "top_left",
                  "path" : "grids/SEQ05/SEQ05_g01_top_left.png",
                  "width" : 576,
                  "x" : 59,
                  "y" : 31
                }
              ],
              "path" : "grids/SEQ05/SEQ05_g01.png",
              "prompt" : "The taxi in the rain",
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6D"
            },
            {
              "cost_usd" : 0.268,
              "created_at" : "2026-11-20T13:04:05.678Z",
              "from_model" : true,
              "layout" : {
                "columns" : 2,
                "rows" : 1
              },
              "number" : 2,
              "options" : [
                {
                  "height" : 324,
                  "name" : "r1c1",
                  "path" : "grids/SEQ05/SEQ05_shot02_g02_r1c1.png",
                  "width" : 576,
                  "x" : 0,
                  "y" : 0
                }
              ],
              "path" : "grids/SEQ05/SEQ05_shot02_g02.png",
              "prompt" : "it stops",
              "remarks" : [
                "g01 of SEQ05 came back as no 1x2 grid and is kept; it was made again."
              ],
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6K",
              "seconds" : 12.25,
              "shot" : 2
            }
          ],
          "grid_path" : "grids/SEQ05/SEQ05_g01.png",
          "grid_state" : "ready",
          "grids_begun" : {
            "0" : 1,
            "2" : 4
          },
          "last_word" : "01KAGBTR5E3V7Q9ZMX4N8B2C6P",
          "operation" : {
            "before" : "review",
            "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6E",
            "started_at" : "2026-11-20T13:04:05.678Z",
            "take" : {
              "audio" : {
                "file" : "song/track.wav",
                "start" : 12.5
              },
              "base" : 1,
              "calls" : [
                {
                  "continues" : 1,
                  "elements" : [
                    {
                      "description" : "a man of fifty",
                      "id" : "driver"
                    },
                    {
                      "id" : "car"
                    }
                  ],
                  "offset" : 2.04,
                  "output" : "takes/SEQ05/SEQ05_shot02_take002.mp4",
                  "shots" : [
                    {
                      "duration" : 3,
                      "index" : 2,
                      "prompt" : "it stops"
                    }
                  ],
                  "start_frame" : "frames/SEQ05/SEQ05_take003_shot02_start.png",
                  "step" : "video/SEQ05_shot02/2",
                  "take" : "SEQ05_shot02_take002"
                }
              ],
              "elements" : [
                "driver",
                "car"
              ],
              "elements_dropped" : [
                "dog"
              ],
              "frame_rate" : "24000/1001",
              "mode" : "individual",
              "model" : "kling-o3",
              "number" : 3,
              "shots" : [
                {
                  "clip" : "takes/SEQ05/SEQ05_take001_shot01.mp4",
                  "duration" : 2.04,
                  "end_frame" : 49,
                  "file" : "takes/SEQ05/SEQ05_take001.mp4",
                  "first_frame" : 0,
                  "frame_rate" : "24000/1001",
                  "index" : 1,
                  "kept_from" : 1,
                  "prompt" : "it starts",
                  "source" : "plan"
                },
                {
                  "duration" : 3,
                  "index" : 2,
                  "prompt" : "it stops",
                  "source" : "plan"
                }
              ],
              "size" : {
                "height" : 720,
                "width" : 1280
              },
              "start_frame" : "frames/SEQ05/SEQ05_start01.png"
            }
          },
          "problem" : {
            "code" : "media_failed",
            "hint" : "Try again.",
            "message" : "It could not be made."
          },
          "selected_cell" : "top_left",
          "start_frames" : [
            {
              "cell" : "top_left",
              "grid" : 1,
              "path" : "frames/SEQ05/SEQ05_start01.png",
              "picked_at" : "2026-11-20T13:04:05.678Z",
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6F"
            },
            {
              "path" : "frames/SEQ05/SEQ05_shot02_start02.png",
              "picked_at" : "2026-11-20T13:04:05.678Z",
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6M",
              "shot" : 2,
              "withdrawn" : true
            }
          ],
          "state" : "generating",
          "takes" : [
            {
              "calls" : [
                "multi_shot/SEQ05/1"
              ],
              "cost_usd" : 1.26,
              "created_at" : "2026-11-20T13:04:05.678Z",
              "decided" : {
                "at" : "2026-11-20T13:04:05.678Z",
                "file" : "SEQ05_take001.mp4",
                "name" : "Anna"
              },
              "decision" : "approved",
              "elements" : [
                "driver",
                "car"
              ],
              "elements_dropped" : [
                "dog"
              ],
              "gates" : [
                {
                  "detail" : "Nothing moves in 70 % of the frames; over 60 % it warns.",
                  "figure" : 0.7,
                  "name" : "frozen",
                  "verdict" : "warn"
                }
              ],
              "id" : "SEQ05_take001",
              "mode" : "multi_shot",
              "model" : "kling-o3",
              "note" : "the second look",
              "number" : 1,
              "poster" : "takes/SEQ05/SEQ05_take001.jpg",
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6G",
              "seconds" : 61.5,
              "shots" : [
                {
                  "clip" : "takes/SEQ05/SEQ05_take001_shot01.mp4",
                  "duration" : 2.04,
                  "end_frame" : 49,
                  "file" : "takes/SEQ05/SEQ05_take001.mp4",
                  "first_frame" : 0,
                  "frame_rate" : "24000/1001",
                  "index" : 1,
                  "prompt" : "it starts",
                  "source" : "plan"
                },
                {
                  "clip" : "takes/SEQ05/SEQ05_take001_shot02.mp4",
                  "cut_confidence" : 0.75,
                  "duration" : 3,
                  "end_frame" : 121,
                  "file" : "takes/SEQ05/SEQ05_take001.mp4",
                  "first_frame" : 49,
                  "frame_rate" : "24000/1001",
                  "index" : 2,
                  "prompt" : "it stops",
                  "source" : "plan"
                }
              ],
              "start_frame" : "frames/SEQ05/SEQ05_start01.png",
              "video" : "takes/SEQ05/SEQ05_take001.mp4"
            },
            {
              "base" : 1,
              "calls" : [

              ],
              "cost_usd" : 0,
              "created_at" : "2026-11-20T13:04:05.678Z",
              "decision" : "undecided",
              "elements" : [

              ],
              "elements_dropped" : [

              ],
              "gates" : [

              ],
              "id" : "SEQ05_take002",
              "mode" : "individual",
              "model" : "kling-o3",
              "number" : 2,
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6J",
              "shots" : [
                {
                  "clip" : "takes/SEQ05/SEQ05_take001_shot01.mp4",
                  "duration" : 2.04,
                  "end_frame" : 49,
                  "file" : "takes/SEQ05/SEQ05_take001.mp4",
                  "first_frame" : 0,
                  "frame_rate" : "24000/1001",
                  "index" : 1,
                  "kept_from" : 1,
                  "prompt" : "it starts",
                  "source" : "plan"
                },
                {
                  "duration" : 3,
                  "index" : 2,
                  "prompt" : "it stops",
                  "source" : "request"
                }
              ],
              "video" : "takes/SEQ05/SEQ05_take002.mp4"
            }
          ],
          "takes_begun" : 3,
          "unresolved" : [
            {
              "before" : "grid_review",
              "grid" : {
                "aspect_ratio" : "16:9",
                "elements" : [
                  {
                    "id" : "car"
                  }
                ],
                "layout" : {
                  "columns" : 2,
                  "rows" : 1
                },
                "misses" : [
                  1,
                  2,
                  3
                ],
                "number" : 4,
                "prompt" : "it stops",
                "shot" : 2,
                "single_pictures" : true,
                "size" : {
                  "height" : 792,
                  "width" : 1408
                },
                "steps" : [
                  "keyframe/SEQ05_shot02_grid_cell01/4",
                  "keyframe/SEQ05_shot02_grid_cell02/4"
                ]
              },
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6H",
              "started_at" : "2026-11-20T13:04:05.678Z"
            }
          ]
        },
        "SEQ06" : {
          "grid_history" : [

          ],
          "grid_state" : "none",
          "grids_begun" : {

          },
          "start_frames" : [

          ],
          "state" : "not_started",
          "takes" : [

          ],
          "takes_begun" : 0
        }
      },
      "version" : 1
    }

    """
}
