// The Vietnamese words that tell speakers and speech apart: data for word_classes.cpp, which says what each
// class is for. Folded (tone marks in their traditional place), words separated by spaces, phrases by
// underscores within.
#pragma once

#include "attribution/word_classes.hpp"

namespace bearing::vietnamese {

inline constexpr WordList kLists[] = {
    {word_class::kReport,
     "cho_biết khẳng_định nhấn_mạnh cho_rằng cho_hay nói nói_rằng nói_thêm nói_tiếp nói_với nói_tại tuyên_bố "
     "nêu_rõ nêu phát_biểu bày_tỏ thông_báo trả_lời đáp đáp_lại đáp_rằng lưu_ý nhận_định nhận_xét đánh_giá "
     "cảnh_báo giải_thích chia_sẻ nhắc_lại tái_khẳng_định khẳng_định_lại thừa_nhận xác_nhận phủ_nhận tiết_lộ "
     "dẫn_lời kể kể_lại viết bình_luận phân_tích kết_luận quả_quyết khăng_khăng thông_tin ghi_nhận hỏi "
     "nhìn_nhận cho_là coi coi_là gọi gọi_là mô_tả dự_báo dự_đoán tin tin_rằng nghĩ nghĩ_rằng thấy thấy_rằng "
     "bộc_bạch tâm_sự thổ_lộ trình_bày lập_luận biện_minh lý_giải nêu_quan_điểm có_ý_kiến báo_cáo trao_đổi "
     "công_bố ra_thông_cáo ra_tuyên_bố phát_đi_thông_cáo bảo nhắc nhắc_nhở thốt_lên than than_thở phàn_nàn "
     "quan_niệm tỏ_ra tỏ_ý giãi_bày chỉ_ra vạch_rõ nêu_bật đề_cập cam_đoan hứa ước_tính đưa_tin thú_nhận "
     "phản_hồi bổ_sung nói_thẳng chất_vấn làm_rõ kể_rằng cho_ý_kiến khẳng_khái nghe_báo_cáo"},
    {word_class::kStance,
     "ủng_hộ phản_đối bác_bỏ hoan_nghênh kêu_gọi đề_nghị yêu_cầu kiến_nghị đề_xuất cam_kết nhất_trí đồng_ý "
     "đồng_tình tán_thành tán_thưởng chỉ_trích lên_án cáo_buộc tố_cáo phản_bác đòi đòi_hỏi mong mong_muốn "
     "hy_vọng mong_mỏi kỳ_vọng cảm_ơn đánh_giá_cao ca_ngợi biểu_dương khuyến_nghị khuyến_cáo thúc_giục "
     "hối_thúc "
     "từ_chối không_chấp_nhận chấp_nhận chấp_thuận thông_qua phê_phán lo_ngại quan_ngại quan_tâm coi_trọng "
     "kiên_trì kiên_quyết kiên_định thống_nhất hài_lòng vui_mừng sẵn_sàng bảo_lưu bảo_vệ bênh_vực để_ngỏ "
     "không_bình_luận không_tán_thành không_đồng_tình không_đồng_ý không_ủng_hộ chúc_mừng lấy_làm_tiếc "
     "bỏ_phiếu dè_dặt hoài_nghi nghi_ngờ muốn theo_đuổi chủ_trương giữ_lập_trường giữ_quan_điểm quyết_định "
     "khuyên khuyến_khích phê_bình quy_trách_nhiệm gửi_công_hàm trao_công_hàm phản_kháng chê khen thích "
     "ưu_tiên không_khuyến_nghị không_đưa_ra_bình_luận không_nêu_quan_điểm không_có_quan_điểm"},
    {word_class::kAccording, "theo theo_lời theo_như dẫn_lời trích_lời theo_quan_điểm_của theo_ý_kiến_của"},
    {word_class::kPronoun,
     "ông_ấy bà_ấy anh_ấy chị_ấy họ ông_này bà_này vị_này người_này ông_ta bà_ta nước_này"},
    {word_class::kHonorific,
     "ông bà anh chị ts pgs gs ths bs cô chú bác cụ tiến_sĩ tiến_sỹ thạc_sĩ giáo_sư phó_giáo_sư bác_sĩ "
     "bác_sỹ "
     "luật_sư kỹ_sư thiếu_tướng trung_tướng thượng_tướng đại_tướng chuẩn_tướng đại_tá thượng_tá trung_tá "
     "thiếu_tá "
     "đại_úy chuẩn_đô_đốc phó_đô_đốc đô_đốc tướng datuk haji đồng_chí nhà_báo nhà_văn kiến_trúc_sư ls dr mr"},
    {word_class::kOffice,
     "bộ_trưởng thứ_trưởng thủ_tướng phó_thủ_tướng tổng_thống phó_tổng_thống chủ_tịch phó_chủ_tịch "
     "tổng_bí_thư "
     "bí_thư phó_bí_thư ngoại_trưởng quốc_vụ_khanh tổng_thư_ký phó_tổng_thư_ký thư_ký đại_sứ tổng_lãnh_sự "
     "đại_diện người_phát_ngôn phát_ngôn_viên người_đứng_đầu lãnh_đạo nhà_lãnh_đạo các_nhà_lãnh_đạo "
     "trưởng_đoàn phó_trưởng_đoàn trưởng_som trưởng_ban phó_trưởng_ban trưởng_phòng giám_đốc phó_giám_đốc "
     "tổng_giám_đốc viện_trưởng phó_viện_trưởng cục_trưởng phó_cục_trưởng vụ_trưởng phó_vụ_trưởng "
     "tổng_cục_trưởng thống_đốc tỉnh_trưởng thị_trưởng đặc_phái_viên phái_viên cao_ủy ủy_viên nghị_sĩ "
     "nghị_sỹ "
     "thượng_nghị_sĩ hạ_nghị_sĩ đại_biểu tư_lệnh phó_tư_lệnh tổng_tham_mưu_trưởng chánh_án thẩm_phán cố_vấn "
     "quan_chức chuyên_gia nhà_nghiên_cứu học_giả nhà_ngoại_giao nhà_phân_tích nhà_kinh_tế chủ_tọa chủ_trì "
     "đồng_chủ_tọa đồng_chủ_trì điều_phối_viên người_điều_phối giám_mục tổng_giám_mục hồng_y giáo_hoàng "
     "quốc_vương nhà_vua hoàng_tử thành_viên nước_chủ_nhà chủ_nhà hiệu_trưởng hiệu_phó chủ_nhiệm "
     "phó_chủ_nhiệm "
     "tổng_tư_lệnh tham_mưu_trưởng ngoại_giao_đoàn tham_tán công_sứ lãnh_sự nhà_đàm_phán trưởng_đàm_phán "
     "thủ_lĩnh thủ_hiến thủ_quỹ toàn_quyền trợ_lý chánh_văn_phòng tổ_trưởng trưởng_nhóm nghị_viên giảng_viên "
     "nhà_sử_học luật_gia giám_sát_viên phái_đoàn đoàn phía đồng_nhiệm người_đồng_cấp đại_biện "
     "trưởng_đặc_khu"},
    {word_class::kPeople,
     "đảo_quốc người người_dân ngư_dân nông_dân công_nhân người_lao_động sinh_viên học_sinh giáo_viên "
     "doanh_nhân "
     "doanh_nghiệp nhà_đầu_tư nhà_sản_xuất cử_tri dân_làng tiểu_thương bạn_đọc nhà_hoạt_động nhà_khoa_học "
     "phóng_viên nhà_bình_luận tác_giả người_viết cư_dân bà_con hộ_dân chủ_tàu thuyền_trưởng "
     "chủ_doanh_nghiệp "
     "nhà_xuất_khẩu y_tá điều_dưỡng bệnh_nhân binh_lính người_biểu_tình phe_đối_lập đối_lập quân_nhân "
     "cựu_binh "
     "nhà_báo tài_xế giới_chuyên_gia giới_quan_sát giới_phân_tích dư_luận nhà_tài_trợ chủ_quán chủ_tiệm "
     "giới_học_giả giới_doanh_nghiệp giới_chức nhà_chức_trách hai_bên các_bên hai_nước hai_nhà_lãnh_đạo "
     "đa_số_ý_kiến nhiều_ý_kiến ý_kiến nhà_vườn kỹ_thuật_viên người_tiêu_dùng chủ_xưởng"},
    {word_class::kOrg,
     "nội_các đảng_ta nước_ta nhân_dân_ta quân_ta dân_tộc_ta truyền_thông báo_chí hãng hãng_tin đài bộ "
     "bộ_ngoại_giao bộ_quốc_phòng bộ_công_thương bộ_y_tế chính_phủ chính_quyền quốc_hội nghị_viện "
     "hạ_viện thượng_viện ủy_ban uỷ_ban ubnd hội_đồng ban ban_thư_ký ban_tổ_chức ban_chỉ_đạo cơ_quan cục "
     "tổng_cục sở vụ viện trung_tâm văn_phòng đại_sứ_quán lãnh_sự_quán tòa tòa_án phái_bộ liên_đoàn hiệp_hội "
     "hội nghiệp_đoàn công_đoàn liên_minh liên_hiệp tập_đoàn công_ty tổng_công_ty ngân_hàng quỹ đảng phe "
     "lực_lượng quân_đội hải_quân không_quân cảnh_sát cảnh_sát_biển hải_cảnh kiểm_ngư hải_quan vùng "
     "quân_đoàn "
     "quân_khu mặt_trận phong_trào nhóm khối tổ_chức diễn_đàn hội_nghị cuộc_họp phiên_họp hội_thảo đại_hội "
     "phòng_thương_mại phòng hợp_tác_xã học_viện đại_học trường trường_đại_học bệnh_viện nhà_máy nhà_trắng "
     "điện_kremlin phủ_tổng_thống lầu_năm_góc giáo_hội tỉnh thành_phố bang đặc_khu quận huyện nước các_nước "
     "quốc_gia cộng_đồng_quốc_tế ngành giới tờ báo tạp_chí nhà_nước nghị_viện_châu_âu đoàn_đại_biểu "
     "cộng_đồng "
     "câu_lạc_bộ tổ_chức_y_tế_thế_giới liên_hợp_quốc liên_hiệp_quốc hiệp_hội_các_quốc_gia_đông_nam_á"},
    {word_class::kDocument,
     "tuyên_bố tuyên_bố_chung báo_cáo thông_cáo thông_cáo_chung văn_bản văn_kiện nghị_quyết khuyến_nghị "
     "bản_tuyên_bố bản_tóm_tắt tóm_tắt tuyên_bố_chủ_tịch dự_thảo báo_cáo_tổng_kết xã_luận công_hàm bức_thư "
     "thư_ngỏ khảo_sát nghiên_cứu kết_luận biên_bản bản_ghi_nhớ"},
    {word_class::kPlace,
     "việt_nam trung_quốc nhật_bản hàn_quốc triều_tiên lào campuchia thái_lan myanmar malaysia singapore "
     "indonesia philippines brunei timor_leste đông_timor ấn_độ pakistan bangladesh nepal sri_lanka "
     "australia "
     "úc new_zealand niu_di_lân nga ukraine ukraina belarus mông_cổ thổ_nhĩ_kỳ iran iraq israel ai_cập mỹ "
     "hoa_kỳ anh pháp đức italy italia tây_ban_nha bồ_đào_nha hà_lan bỉ ba_lan hungary thụy_điển na_uy "
     "phần_lan đan_mạch thụy_sĩ áo hy_lạp eu asean lhq nato canada mexico brazil argentina chile peru "
     "colombia "
     "cuba venezuela nigeria kenya ethiopia sudan somalia moskva mátxcơva bắc_kinh washington tokyo hà_nội "
     "manila jakarta bangkok seoul đài_loan brussels london paris berlin new_delhi châu_âu châu_á châu_phi "
     "liên_minh_châu_âu ả_rập_xê_út saudi_arabia nam_phi phương_tây campuchia papua_new_guinea fiji samoa "
     "tonga "
     "vanuatu palau kiribati tuvalu quần_đảo_solomon hồng_công hong_kong qatar afghanistan syria yemen "
     "cyprus "
     "who taliban m23"},
    {word_class::kModifier,
     "nội_các ngoại_giao quốc_phòng công_thương y_tế nông_nghiệp năng_lượng thương_mại kinh_tế tài_chính "
     "môi_trường "
     "giao_thông giáo_dục nội_vụ tư_pháp lao_động du_lịch an_ninh chính_trị quốc_gia quốc_tế trung_ương "
     "thường_trực thường_niên khu_vực liên_bang cấp_cao cao_cấp lâm_thời đặc_biệt phụ_trách điều_phối "
     "truyền_thông công_nghệ công_nghệ_thông_tin công_nghiệp khoa_học văn_hóa biển_đảo hàng_hải ngư_nghiệp "
     "tài_nguyên thủy_sản đối_ngoại an_toàn_thông_tin phát_triển đầu_tư kế_hoạch xã_hội nhân_quyền biên_giới "
     "quân_sự dân_chủ nhân_dân cộng_sản thế_giới liên_chính_phủ đối_lập đông_nam_á nước_chủ_nhà cầm_quyền "
     "báo_chí chính_phủ quốc_hội quân_đội hải_quân thành_viên địa_phương cựu cựu_thẩm_phán nguyên chung "
     "nông_dân ngư_dân tác_chiến thông_tin chuyển_đổi_số thể_thao dân_tộc công_an dầu_khí nước_ngoài "
     "nhà_nước "
     "đối_tác tham_gia phương_tây ban_thư_ký tổng_kết công_tác chuyên_gia soạn_thảo điều_tra chủ_nhà "
     "quan_chức cao_cấp hợp_tác chính_sách chiến_lược cạnh_tranh tiêu_dùng dịch_bệnh"},
    {word_class::kDeterminer,
     "các những một một_số nhiều hai ba bốn năm sáu bảy tám chín mười cả cả_hai mọi mỗi đa_số phần_lớn "
     "hầu_hết "
     "hàng_loạt vài đông_đảo nhóm toàn_thể số_đông một_vài"},
    {word_class::kIndefinite, "một một_số nhiều vài một_vài hàng_loạt đông_đảo"},
    {word_class::kLink, "của tại thuộc về ở từ vùng phụ_trách"},
    {word_class::kFunction,
     "và hoặc hay nhưng mà song tuy tuy_nhiên với bởi vì nên nếu thì khi sau trước trong ngoài trên dưới "
     "giữa "
     "cùng để cho đến tới vào ra lên xuống lại qua theo như là bị được do bằng rằng này đó kia đây ấy nọ ai "
     "gì nào "
     "không chưa chẳng đã đang sẽ vẫn cũng đều chỉ còn rất hơn nhất quá hết rồi mới vừa từng ngày tháng năm "
     "tuần hôm sáng chiều tối hiện nay trong_khi mặc_dù đồng_thời ngoài_ra bên_cạnh liên_quan tại_đây "
     "theo_đó qua_đó trong_đó nhân_dịp đối_với trước_đó sau_đó mặt_khác trái_lại"},
    {word_class::kVerb,
     "là có thăm gặp tiếp dự tham_dự diễn_ra tổ_chức khai_mạc bế_mạc ký ký_kết đạt tiến_hành trở_thành đón "
     "dẫn_đầu tập_trung thảo_luận rà_soát gửi cử đưa làm lập mở tăng giảm mua bán xây_dựng trồng sống "
     "phối_hợp "
     "tiếp_tục tham_gia đồng_chủ_trì chủ_trì chỉ_đạo hội_đàm"},
    {word_class::kAdverb,
     "đã đang sẽ vẫn cũng đều chỉ còn không chưa chẳng thì lại mới vừa từng cùng tiếp_tục một_lần_nữa "
     "kiên_quyết "
     "nhiều_lần thẳng_thắn công_khai chính_thức rất hết_sức nhất_quán chân_thành mạnh_mẽ trực_tiếp luôn "
     "cùng_ngày sau_đó hôm_nay thậm_chí tái cực_lực dứt_khoát đồng_loạt bèn liền khẩn_thiết trân_trọng"},
    {word_class::kFirstPerson, "tôi chúng_tôi chúng_ta ta mình"},
    {word_class::kModal, "nên cần phải hãy đừng xin lẽ_ra đáng_lẽ nhất_thiết chắc_chắn có_lẽ thiết_nghĩ"},
    {word_class::kPassive, "được bị"},
    {word_class::kNominal, "câu lời sự việc cuộc bài cú đòn bức niềm nỗi tính"},
    {word_class::kMute,
     "biển vịnh eo_biển quần_đảo đảo thái_bình_dương ấn_độ_dương hoàng_sa trường_sa đá bãi rạn hiến_chương "
     "hiến_pháp công_ước hiệp_ước hiệp_định nghị_định_thư bộ_quy_tắc thỏa_thuận unclos doc coc rcep cptpp "
     "tpp "
     "covid covid-19 omicron"},
    {word_class::kRelative, "người mà nơi"},
};

}  // namespace bearing::vietnamese
