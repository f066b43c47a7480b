// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Small files in the layouts of published datasets; apart from the tests, since moc does not read raw strings.
namespace legenda::texts {

inline constexpr const char* kCocoTrain = R"({"info":{"year":2014},"licenses":[{"id":1}],
                 "images":[{"license":1,"file_name":"COCO_train2014_000000000009.jpg","height":48,"width":64,"id":9},
                           {"file_name":"COCO_train2014_000000000025.jpg","height":48,"width":64,"id":25}],
                 "annotations":[{"image_id":9,"id":1,"caption":"A dog,\nwith \"quotes\".\n"},
                                {"image_id":9,"id":2,"caption":"第二句"},{"image_id":25,"id":3,"caption":"A cat."}]})";

inline constexpr const char* kCocoVal = R"({"annotations":[{"image_id":42,"id":9,"caption":"Before its image."}],
                 "images":[{"file_name":"COCO_val2014_000000000042.jpg","height":10,"width":10,"id":42}]})";

inline constexpr const char* kCocoInstances =
    R"({"images":[{"file_name":"COCO_train2014_000000000009.jpg","height":48,"width":64,"id":9}],
                 "annotations":[{"id":1,"image_id":9,"category_id":18,"bbox":[1.5,2,10,20],"iscrowd":0,"area":200},
                                {"id":2,"image_id":9,"category_id":18,"bbox":[60,40,10,20],"iscrowd":0},
                                {"id":3,"image_id":9,"category_id":18,"bbox":[0,0,64,48],"iscrowd":1},
                                {"id":4,"image_id":9,"category_id":18,"bbox":[5,5,0,3],"iscrowd":0},
                                {"id":5,"image_id":9,"category_id":18,"bbox":[70,5,2,3],"iscrowd":0},
                                {"id":6,"image_id":9,"category_id":18,"bbox":[1,2],"iscrowd":0}],
                 "categories":[{"supercategory":"animal","id":18,"name":"dog"}]})";

inline constexpr const char* kCocoWrong =
    R"({"images":[{"id":1,"file_name":"a b.jpg"},{"id":1,"file_name":"c.jpg"},{"id":2},
                                              {"file_name":"d.jpg"},{"id":3,"file_name":"../../x.jpg"},7,
                                              {"id":"four","file_name":"e.jpg","width":null}],
                                    "annotations":[{"image_id":1,"id":1,"caption":"one"},
                                                   {"image_id":1,"id":1,"caption":"again"},
                                                   {"image_id":99,"id":2,"caption":"of nobody"},
                                                   {"image_id":1,"id":3,"caption":"  "},{"id":4,"caption":"homeless"},
                                                   {"image_id":"four","id":"5","caption":"text ids"}]})";

inline constexpr const char* kCocoCut =
    R"({"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[{"image_id":1,"id":1,"caption":"on)";

inline constexpr const char* kCocoOther = R"({"images":[]})";

inline constexpr const char* kKarpathy =
    R"({"images":[{"filepath":"val2014","sentids":[1],"filename":"v.jpg","imgid":0,"split":"restval","cocoid":7,
                            "sentences":[{"tokens":["a","dog"],"raw":"A dog.","imgid":0,"sentid":1},
                                         {"tokens":["tokens","alone"],"imgid":0,"sentid":2},{"raw":""}]},
                           {"filename":"w.jpg","imgid":1,"split":"val","sentences":[{"raw":"A \"cat\", ha.\n"}]},
                           {"filename":"t.jpg","imgid":2,"split":"test","sentences":[{"raw":"x"}]},
                           {"filename":"u.jpg","imgid":3,"split":"holdout","sentences":[{"raw":"y"}]},
                           {"filename":"w.jpg","imgid":4,"split":"val","sentences":[]},
                           {"imgid":5,"split":"val","sentences":[]},
                           {"filename":"n.jpg","imgid":6,"split":"train"}],
                 "dataset":"coco"})";

inline constexpr const char* kVisualGenome =
    R"([{"id":1,"regions":[{"region_id":11,"image_id":1,"x":5,"y":6,"width":7,"height":8,"phrase":"the clock"},
                                   {"region_id":12,"image_id":1,"x":95,"y":0,"width":50,"height":10,"phrase":"cut"},
                                   {"region_id":13,"image_id":1,"x":5,"y":6,"width":0,"height":8,"phrase":"thin"},
                                   {"region_id":14,"image_id":1,"x":5,"y":6,"width":2,"height":8,"phrase":" "},
                                   {"region_id":15,"image_id":1,"x":5,"y":6,"phrase":"no size"}]},
                {"id":2,"regions":[{"id":21,"image":2,"x":1,"y":1,"width":2,"height":2,"phrase":"old dialect"}]},
                {"id":2,"regions":[]},{"regions":[]}])";

inline constexpr const char* kImageData =
    R"([{"image_id":1,"url":"https://example.org/VG_100K_2/1.jpg","width":100,"height":50,"coco_id":77},
                 {"id":2,"url":"https://example.org/VG_100K/2.jpg","width":20,"height":20,"coco_id":null}])";

inline constexpr const char* kManyBegin = R"({"info":{"a":[1,2,{"b":3}]},"images":[)";

inline constexpr const char* kManyEnd = R"(],"dataset":"x"})";

}  // namespace legenda::texts
