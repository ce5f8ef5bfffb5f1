#pragma once

// The checksums that same_bits.hpp computes: a result that changes by a bit changes one. A failure says the new one.

#include <cstdint>

namespace rectify_test {

/// The checksums of a functor, verb by verb, for the types of its buffers. "float to bfloat16": x and dy are float,
/// what is stored is bfloat16; "bfloat16 to float": x alone is bfloat16; "float in double": computed in double. The
/// zeros are those that are counted, the signs a mask's words. Where there is one sum alone it stands first.
struct recorded {
    const char* name;
    std::uint32_t forward = 0;
    std::uint32_t derivative = 0;
    std::uint32_t backward = 0;
    std::uint32_t from_output = 0;
    std::uint32_t zeros = 0;
    std::uint32_t signs = 0;
};

/// On all instruction sets, but for the rows of the tables below.
inline constexpr recorded recorded_everywhere[] = {
    {"relu float", 0xb21d'506e, 0x6681'0d7c, 0xc7c1'8018, 0xc7c1'8018, 0x0663'9ebe, 0x3a05'58c3},
    {"leaky_relu float", 0x0b57'4546, 0xaa4e'97d1, 0x4f11'f199, 0x4f11'f199, 0xc2d5'c878, 0x3a05'58c3},
    {"prelu float", 0xc20d'4703, 0xc7c0'9f42, 0x0478'7b7b, 0x0478'7b7b, 0x773c'9a7b, 0x3a05'58c3},
    {"prelu of channels float", 0x19b0'e195, 0x9697'a60b, 0x0772'5194, 0x2fb6'dcbc, 0xb446'ba7f, 0x392c'54a0},
    {"elu float", 0x526f'119c, 0x425a'528b, 0xd24c'abab, 0xd678'd905, 0x4806'c78b},
    {"elu(0.3) float", 0x6912'3f41, 0x3a46'04e3, 0x0692'b8f0, 0x1d35'9abc, 0x0013'a84c},
    {"elu(-1.5) float", 0x0055'3567, 0x0dda'9182, 0x7624'b9a8, 0x0000'0000, 0x7e57'cc15},
    {"correct elu float", 0xe60d'1285, 0x0327'6efe, 0x4168'9053, 0xd678'd905, 0x4806'c78b},
    {"correct elu(0.3) float", 0x27df'fb26, 0x0e33'54f5, 0x6f2f'e12c, 0x1d35'9abc, 0x0013'a84c},
    {"relu float to bfloat16", 0xc2c0'04e1, 0x2c27'9d74, 0x071c'32e1, 0x071c'32e1, 0xe653'2db8, 0x3a05'58c3},
    {"leaky_relu float to bfloat16", 0x3422'5220, 0xac61'9058, 0x77ba'5d2c, 0x77ba'5d2c, 0x6e0f'4ed1, 0x3a05'58c3},
    {"prelu float to bfloat16", 0x1355'1265, 0x462d'978a, 0x8036'11ce, 0x8036'11ce, 0x16ac'09a6, 0x3a05'58c3},
    {"prelu of channels float to bfloat16", 0x7abf'fd3e, 0x9bfb'5c92, 0xea8b'9570, 0x994b'25f2, 0x5f54'765e,
     0x392c'54a0},
    {"elu float to bfloat16", 0xc6f2'29e8, 0x22f9'f808, 0x1f83'fea8, 0xd721'1da4, 0x0753'63af},
    {"elu(0.3) float to bfloat16", 0x536d'641a, 0x24b4'd620, 0x6bb4'32b4, 0x04c2'5822, 0xa946'93b2},
    {"elu(-1.5) float to bfloat16", 0xe325'96e6, 0x8f8e'2e5b, 0x7bd3'cb17, 0x0000'0000, 0x22ef'd4fc},
    {"correct elu float to bfloat16", 0xc6f2'29e8, 0x22f9'f808, 0x1f83'fea8, 0xd721'1da4, 0x0753'63af},
    {"correct elu(0.3) float to bfloat16", 0x873f'7b76, 0x94aa'23b8, 0x1495'45b9, 0x04c2'5822, 0xa946'93b2},
    {"relu bfloat16 to float", 0xc6b6'a29e, 0x7047'af33, 0x5ce5'8e47, 0x5ce5'8e47, 0xd7b3'0319, 0xfaa9'68a8},
    {"leaky_relu bfloat16 to float", 0x8139'd9c7, 0xf793'1706, 0x64c8'b5dd, 0x64c8'b5dd, 0xa89f'1d0a, 0xfaa9'68a8},
    {"prelu bfloat16 to float", 0xa7c8'1887, 0x57af'e82e, 0x1365'dd82, 0x1365'dd82, 0x4748'12d8, 0xfaa9'68a8},
    {"prelu of channels bfloat16 to float", 0xbcd4'54f0, 0x2b2c'26c1, 0xa111'34a2, 0xc6df'f420, 0x1b5c'7670,
     0x563a'c42f},
    {"elu bfloat16 to float", 0x34b8'1814, 0x781a'f31d, 0x15f2'cfd6, 0x2259'bcfa, 0x5c8e'e6aa},
    {"elu(0.3) bfloat16 to float", 0x2965'689b, 0x6bd2'3f36, 0x0c23'f410, 0x5249'63a4, 0x2b72'a2d8},
    {"elu(-1.5) bfloat16 to float", 0x70cf'a1ef, 0x13e5'17d8, 0x90a4'069b, 0x0000'0000, 0x2e6a'5b4d},
    {"correct elu bfloat16 to float", 0x803d'b86c, 0x5b46'e511, 0x206e'eed9, 0x2259'bcfa, 0x5c8e'e6aa},
    {"correct elu(0.3) bfloat16 to float", 0xf672'7073, 0xcb06'9b9e, 0x2ef5'8b88, 0x5249'63a4, 0x2b72'a2d8},
    {"dslope float", 0xcfb4'e7a1},
    {"relu int8", 0xa40c'6265, 0x7575'343d, 0x5686'45c5, 0x5686'45c5, 0xbd4d'16f2},
    {"relu uint8", 0x36f6'01df, 0x3f35'a4a2, 0x76b7'1889, 0x76b7'1889, 0x5c4e'92d5},
    {"relu int16", 0x4e56'7dce, 0x589c'73b7, 0x234f'9836, 0x234f'9836, 0x6afc'cc45},
    {"relu int32", 0x196b'e6f9, 0x509c'a59a, 0xf342'2978, 0xf342'2978, 0x3d85'4e8c},
    {"relu int64", 0x8b08'f108, 0x4e7e'c030, 0x582b'4293, 0x582b'4293, 0x54d1'4629},
    {"relu, quantised, int8", 0xd79b'fe8f},
    {"clamp, quantised, int8", 0xb9e1'7351},
    {"elu, quantised, int8", 0xf683'fbb0},
    {"elu in double, quantised, int8", 0x8224'a974},
    {"prelu of channels, quantised, int8", 0x0412'9a28},
    {"relu, quantised, uint8", 0x4fa4'9c0a},
    {"clamp, quantised, uint8", 0x3feb'2211},
    {"elu, quantised, uint8", 0x6215'610c},
    {"elu in double, quantised, uint8", 0x1cb3'8631},
    {"prelu of channels, quantised, uint8", 0x5eb3'5a64},
    {"relu, quantised, int8 to uint8", 0x8182'0f56},
    {"elu, quantised, int8 to uint8", 0x363b'd6a0},
    {"elu in double, quantised, int8 to uint8", 0x4968'5aac},
    {"prelu of channels, quantised, int8 to uint8", 0xf064'188d},
    {"exp, correct, float", 0xa341'5315},
    {"expm1, correct, float", 0xc051'90c2},
    {"exp, float", 0xaa39'8319},
    {"expm1, float", 0xd094'ba26},
    {"exp, double", 0xbdf9'ad40},
    {"expm1, double", 0x8cdc'61a2},
    {"relu bfloat16", 0x47f7'b690, 0xba06'92d0, 0x9852'd6f6, 0x9852'd6f6, 0xd7b3'0319, 0xfaa9'68a8},
    {"leaky_relu bfloat16", 0x5a72'90ea, 0x66e2'59bf, 0xa40b'f948, 0xa40b'f948, 0x3318'7997, 0xfaa9'68a8},
    {"prelu bfloat16", 0x0c25'8a6b, 0xdf3c'7958, 0x6c73'e96f, 0x6c73'e96f, 0x2e7e'bc4e, 0xfaa9'68a8},
    {"prelu of channels bfloat16", 0x1351'279a, 0x32bf'f89d, 0x728e'4124, 0xb3ef'891a, 0xff39'982a, 0x563a'c42f},
    {"elu bfloat16", 0xcee1'402a, 0x9795'd9e6, 0xc92f'e87c, 0x21c1'a799, 0x5c8e'e6aa},
    {"elu(0.3) bfloat16", 0xe2b8'42a3, 0x4eae'df3e, 0x0e2b'27dd, 0x3748'9261, 0x9eca'7ff6},
    {"elu(-1.5) bfloat16", 0x29da'f88a, 0xb147'2e49, 0xa0d1'830a, 0x0000'0000, 0x2e6a'5b4d},
    {"correct elu bfloat16", 0xcee1'402a, 0x9795'd9e6, 0xc92f'e87c, 0x21c1'a799, 0x5c8e'e6aa},
    {"correct elu(0.3) bfloat16", 0xe2b8'42a3, 0x4eae'df3e, 0x0e2b'27dd, 0x3748'9261, 0x9eca'7ff6},
    {"relu float16", 0x4a73'30f2, 0x6198'c24f, 0x6f69'394f, 0x6f69'394f, 0xbd17'e9a2, 0xd4e8'39d0},
    {"leaky_relu float16", 0x6f30'd39a, 0x77f6'a3da, 0x5642'426d, 0x5642'426d, 0xda20'1450, 0xd4e8'39d0},
    {"prelu float16", 0x8b33'3abd, 0x4045'e0be, 0x2580'd627, 0x2580'd627, 0x46e6'27d9, 0xd4e8'39d0},
    {"prelu of channels float16", 0x9683'065f, 0xd4ae'1d20, 0x952c'cd73, 0x8599'e831, 0x61b8'b435, 0x2b7e'fa6f},
    {"elu float16", 0xbf29'392d, 0x4769'3031, 0x6805'e6c4, 0x0b1e'0523, 0x71bd'a20a},
    {"elu(0.3) float16", 0x83d3'be51, 0x7c2a'2354, 0x9858'9865, 0x3ca9'879c, 0x0400'6a09},
    {"elu(-1.5) float16", 0xef5f'5512, 0x6c36'68b9, 0x0720'2a87, 0x0000'0000, 0x6ace'3afe},
    {"correct elu float16", 0xbf29'392d, 0x4769'3031, 0x6805'e6c4, 0x0b1e'0523, 0x71bd'a20a},
    {"correct elu(0.3) float16", 0xebaa'0f87, 0x042d'f8ed, 0x9858'9865, 0x3ca9'879c, 0x0400'6a09},
    {"relu double", 0x0800'56d2, 0xfa10'0cb6, 0xb3c4'd100, 0xb3c4'd100, 0x6e3b'eaba, 0x1cca'b27a},
    {"leaky_relu double", 0xb65c'cf57, 0xf07f'2de0, 0xec3e'edae, 0xec3e'edae, 0xf18b'1837, 0x1cca'b27a},
    {"prelu double", 0xba97'38db, 0x579e'5055, 0x6d61'7ed9, 0x6d61'7ed9, 0x3044'f5c9, 0x1cca'b27a},
    {"prelu of channels double", 0x55a3'46e2, 0xb37b'd757, 0xf4c8'b85b, 0x6d49'c4f7, 0xf58c'a53d, 0x0694'3401},
    {"elu double", 0xe571'c645, 0xfde1'0541, 0xabcc'db50, 0x8ea5'a050, 0x79dc'd62d},
    {"elu(0.3) double", 0x6b39'2fab, 0xfcff'cf8b, 0x45b8'3590, 0x83d5'13bc, 0x566b'0892},
    {"elu(-1.5) double", 0x3067'92d5, 0x227a'd734, 0x3934'a132, 0x0000'0000, 0xcb2d'c19f},
    {"relu float in double", 0xb21d'506e, 0x6681'0d7c, 0xc7c1'8018, 0xc7c1'8018, 0x0663'9ebe, 0x3a05'58c3},
    {"leaky_relu float in double", 0x9231'319c, 0xaa4e'97d1, 0xd017'692c, 0xd017'692c, 0xc2d5'c878, 0x3a05'58c3},
    {"prelu float in double", 0xc20d'4703, 0xc7c0'9f42, 0x0478'7b7b, 0x0478'7b7b, 0x773c'9a7b, 0x3a05'58c3},
    {"prelu of channels float in double", 0xad34'0fac, 0x9697'a60b, 0xa204'7f49, 0x8a21'b05c, 0xb446'ba7f, 0x392c'54a0},
    {"elu float in double", 0xe60d'1285, 0x0327'6efe, 0x980c'7e47, 0xd63b'a8f8, 0x4806'c78b},
    {"elu(0.3) float in double", 0x6220'ce0f, 0xffe2'17f7, 0xe795'b4a7, 0x3d30'840a, 0x0013'a84c},
    {"elu(-1.5) float in double", 0x19af'21d3, 0xde37'3dd5, 0x3a84'f54f, 0x0000'0000, 0x7e57'cc15},
    {"relu double to float16", 0x1f2b'0e93, 0xfd5a'0ded, 0x7b39'432d, 0x7b39'432d, 0x606f'ea6b, 0x1cca'b27a},
    {"leaky_relu double to float16", 0xd286'fab0, 0xc64f'bd30, 0x5e97'1cb1, 0x5e97'1cb1, 0x2b1b'8c07, 0x1cca'b27a},
    {"prelu double to float16", 0xcc45'788b, 0xc1a4'a9a9, 0xf942'364b, 0xf942'364b, 0xd4da'560c, 0x1cca'b27a},
    {"prelu of channels double to float16", 0xc929'6c51, 0xe888'6183, 0xc85d'8859, 0x5e56'941e, 0xb6c6'4d1e,
     0x0694'3401},
    {"elu double to float16", 0xdc67'bc7f, 0x7d32'fdd2, 0xf00e'a88c, 0x3aaa'c3a1, 0x37dc'dfb2},
    {"elu(0.3) double to float16", 0x6b9e'f312, 0x30fb'ddfb, 0xa603'9f1b, 0x7937'8cd1, 0x76e6'4d16},
    {"elu(-1.5) double to float16", 0xb30b'6147, 0x02d7'6791, 0x710b'e79e, 0x0000'0000, 0xe705'9d9a},
    {"dslope double, lanes: 1", 0x2ba4'b58d},
    {"dslope double, lanes: 2", 0xd7a3'479f},
    {"dslope double, lanes: 4", 0x8316'b068},
    {"dslope double, lanes: 8", 0xcd18'0010},
    {"relu every float", 0x2c2e'5906, 0x2963'9c2f, 0x025f'cf30},
    {"leaky_relu every float", 0x0af4'16b4, 0xce32'bd19, 0x05a4'2d75},
    {"prelu every float", 0x588d'c6dd, 0xb674'0455, 0x2023'ae99},
    {"elu every float", 0x0daf'2c2e, 0x9100'55c5, 0xca95'3639},
    {"elu(0.3) every float", 0x5052'151b, 0x5851'acb8, 0x2d58'f892},
    {"correct elu every float", 0x27fb'5415, 0x1cf2'd8d4, 0x6c04'b6b8},
    {"correct elu(0.3) every float", 0x3166'dcf9, 0xa7fe'3a4a, 0xe7ca'af01},
};

/// Where multiply-adds round twice: of e^x, the results that are not the nearest number.
inline constexpr recorded recorded_without_fma[] = {
    {"elu float", 0xac5c'a95a, 0x7ccd'ba3c, 0x8962'9a15, 0xd678'd905, 0x4806'c78b},
    {"elu(0.3) float", 0x5ded'9214, 0x9e00'ae93, 0xd398'453e, 0x1d35'9abc, 0x0013'a84c},
    {"elu(-1.5) float", 0xd3d9'2fca, 0xe2d3'0ebe, 0x1027'4cb8, 0x0000'0000, 0x7e57'cc15},
    {"elu float to bfloat16", 0xc6f2'29e8, 0x68e5'71ae, 0x1f83'fea8, 0xd721'1da4, 0x0753'63af},
    {"elu(0.3) float to bfloat16", 0x536d'641a, 0xb936'2b08, 0x6bb4'32b4, 0x04c2'5822, 0xa946'93b2},
    {"elu bfloat16 to float", 0xd163'c35a, 0x2bc0'e0d7, 0xb723'c7b1, 0x2259'bcfa, 0x5c8e'e6aa},
    {"elu(0.3) bfloat16 to float", 0x8fbd'9f11, 0xa117'a2ff, 0xbdfb'df5c, 0x5249'63a4, 0x2b72'a2d8},
    {"elu(-1.5) bfloat16 to float", 0x3b5f'eef4, 0x7945'caaa, 0xffc7'bb6c, 0x0000'0000, 0x2e6a'5b4d},
    {"exp, float", 0x6802'fd41},
    {"expm1, float", 0x26db'2acd},
    {"exp, double", 0x6597'8397},
    {"expm1, double", 0x73f1'2f05},
    {"elu double", 0xdee8'7884, 0x6c57'f0f3, 0x76a2'023c, 0x8ea5'a050, 0x79dc'd62d},
    {"elu(0.3) double", 0x632e'bea4, 0x9a28'8f32, 0x5a06'aa56, 0x83d5'13bc, 0x566b'0892},
    {"elu(-1.5) double", 0x8a6a'73b4, 0x9e2e'b18f, 0x3e08'e45f, 0x0000'0000, 0xcb2d'c19f},
    {"elu every float", 0xc6d5'5457, 0x0a92'9217, 0xf516'56ed},
    {"elu(0.3) every float", 0x47c4'98c3, 0xdaad'68cb, 0xe388'5455},
};

/// Of scalars alone where multiply-adds round once: e^x of float is computed by the steps that are for two roundings.
/// Every float was not tried.
inline constexpr recorded recorded_of_scalars_with_fma[] = {
    {"elu float", 0xd8cf'6740, 0xe15d'26b7, 0x3d75'141b, 0xd678'd905, 0x4806'c78b},
    {"elu(0.3) float", 0x5e62'4e9b, 0x40e4'22dc, 0xf77c'c16e, 0x1d35'9abc, 0x0013'a84c},
    {"elu(-1.5) float", 0x9389'b954, 0xadc3'6187, 0xf299'fc28, 0x0000'0000, 0x7e57'cc15},
    {"elu float to bfloat16", 0xc6f2'29e8, 0x68e5'71ae, 0x1f83'fea8, 0xd721'1da4, 0x0753'63af},
    {"elu(0.3) float to bfloat16", 0x536d'641a, 0xb936'2b08, 0x6bb4'32b4, 0x04c2'5822, 0xa946'93b2},
    {"elu bfloat16 to float", 0xcfe3'12ce, 0x7b7d'cfca, 0xe001'521b, 0x2259'bcfa, 0x5c8e'e6aa},
    {"elu(0.3) bfloat16 to float", 0x7484'0c37, 0x1a9e'99cc, 0x2b22'9da3, 0x5249'63a4, 0x2b72'a2d8},
    {"elu(-1.5) bfloat16 to float", 0xd65a'1a67, 0xdbd7'0d26, 0x3f39'fdb8, 0x0000'0000, 0x2e6a'5b4d},
};

} // namespace rectify_test
