#include "feature/cue_tables.hpp"

// Words are syllables here; Vietnamese function words without diacritics are left out: English has them too.

namespace bearing::vietnamese {

const std::string_view kStopWords =
    "và,của,là,có,được,các,những,một,với,để,đã,sẽ,đang,này,đó,thì,mà,vào,lên,từ,tại,về,như,nhưng,cũng,"
    "ở,vì,trên,dưới,trước,bị,rất,hoặc,trong,đến,tới,cùng,nó,họ,tôi,chúng,ông,bà,việc,sự,cái,rằng,vẫn,"
    "còn,nhiều,lại,nữa,đây,đấy,kia,ấy,gì,nào,hơn,nhất,mỗi,mọi";

static constexpr CueList kCueLists[] = {
    {cue::kRefuting,
     "phủ nhận,bác bỏ,bác bỏ thông tin,bác tin,bác thẳng,phản bác,cải chính,đính chính,tin giả,tin sai,"
     "tin sai sự thật,sai sự thật,thất thiệt,bịa đặt,thêu dệt,dựng chuyện,vô căn cứ,không có căn cứ,"
     "thiếu căn cứ,không có cơ sở,không chính xác,xuyên tạc,bóp méo,ngụy tạo,giả mạo,cắt ghép,trò lừa,"
     "lừa bịp,hoang đường,không có chuyện,không có thật,không đúng,không đúng sự thật,không phải,"
     "không chấp nhận,không thể chấp nhận,từ chối,gạt bỏ,không"},
    {cue::kHedging,
     "tin đồn,đồn đoán,lời đồn,đồn thổi,được cho là,bị cho là,nghi vấn,nghi ngờ,hoài nghi,bị nghi,"
     "cáo buộc,bị cáo buộc,chưa kiểm chứng,chưa được kiểm chứng,chưa xác thực,chưa được xác nhận,"
     "suy đoán,phỏng đoán,tự xưng,cái gọi là,dường như,có vẻ,hình như,nghe nói,đáng ngờ,có thể,có lẽ,"
     "có khả năng,chưa rõ,chưa thể khẳng định,nếu,liệu"},
    {cue::kReporting,
     "cho biết,nói,cho hay,cho rằng,khẳng định,nhấn mạnh,tuyên bố,phát biểu,theo ông,theo bà,thông báo,"
     "thông tin,báo cáo,công bố,trả lời,chia sẻ,nhận định,nêu rõ,trích dẫn,nguồn tin,phát ngôn,"
     "người phát ngôn,quan chức,tiết lộ,giải thích,bày tỏ"},
    {cue::kConfirming,
     "xác nhận,đã xác nhận,chứng minh,bằng chứng,chính thức,sự thật,thực sự,quả thực,đúng là,kiểm chứng"},
    {cue::kGood,
     "ủng hộ,hoan nghênh,kêu gọi,tán thành,đồng tình,đồng ý,nhất trí,chấp thuận,phê duyệt,thông qua,"
     "bỏ phiếu thuận,biểu quyết tán thành,hưởng ứng,cổ vũ,cổ súy,khuyến khích,khích lệ,thúc đẩy,"
     "thúc giục,đề nghị sớm,kiến nghị cho phép,mong muốn sớm,mong sớm,yêu cầu thực hiện,vận động cho,"
     "đấu tranh cho,bảo vệ,bênh vực,bênh,đứng về phía,sát cánh,chung tay,góp sức,tiếp sức,đánh giá cao,"
     "ca ngợi,khen ngợi,khen,biểu dương,tuyên dương,tán dương,ghi nhận nỗ lực,chúc mừng,ăn mừng,"
     "vui mừng,phấn khởi,mừng rỡ,hài lòng,yên tâm,tin tưởng,tự hào,cảm ơn,biết ơn,tri ân,trân trọng,"
     "chào đón,đón nhận,mở đường cho,bật đèn xanh,gật đầu,tạo điều kiện,dành ưu tiên,cam kết,"
     "đứng ra bảo vệ,hậu thuẫn,chống lưng,quyên góp,thiện cảm,hợp lòng dân,hợp lý,đúng đắn,đúng hướng,"
     "cần thiết,cấp thiết,rất cần,kịp thời,thiết thực,nhân văn,đáng hoan nghênh,đáng khen,đáng làm,"
     "nên làm,nên sớm,bước tiến,bước đi đúng,tin vui,lợi nhiều hơn hại,quá tốt,xứng đáng,đáng đồng tiền,"
     "lẽ ra phải sớm,không thể chậm trễ,giơ tay ủng hộ,vỗ tay,đồng thuận,đồng lòng,nhân rộng,"
     "thừa nhận đúng,dồn phiếu cho,lợi ích,có lợi,hiệu quả,tích cực,thành công,hòa bình,công bằng,"
     "an toàn,hữu ích,quan trọng,tốt đẹp,bền vững,hợp tác,tiến bộ"},
    {cue::kBad,
     "bác bỏ,phản đối,lên án,chỉ trích,tố cáo,chống lại,chống đối,cự tuyệt,từ chối,khước từ,"
     "không đồng ý,không tán thành,không ủng hộ,bác đơn,bỏ phiếu chống,bỏ phiếu phản đối,phủ quyết,"
     "đình chỉ,tạm dừng,hủy bỏ,bãi bỏ,xóa bỏ,thu hồi,rút lại,rút khỏi,yêu cầu dừng,đòi dừng,đòi hủy,"
     "đề nghị dừng,kiến nghị bỏ,ngăn chặn,ngăn cản,cản trở,cấm,cấm cửa,tẩy chay,quay lưng,ngoảnh mặt,"
     "biểu tình,xuống đường,đình công,khởi kiện,kháng cáo,khiếu nại,vạch trần,phê phán,phê bình,"
     "công kích,đả kích,mỉa mai,chế giễu,chê,chê bai,chê trách,giễu cợt,dè bỉu,bức xúc,phẫn nộ,giận dữ,"
     "bất bình,bất mãn,thất vọng,lo ngại,e ngại,cảnh báo,kêu cứu,kêu trời,khiển trách,kỷ luật,đổ lỗi,"
     "quy trách nhiệm,cáo buộc,phản bác,phản pháo,đáp trả,gạt đi,gạt bỏ,bác thẳng,không chấp nhận,"
     "không thể chấp nhận,không nên,chưa nên,không cần thiết,vô lý,phi lý,bất hợp lý,vô cảm,tùy tiện,"
     "lãng phí,tốn kém,hại nhiều hơn lợi,bước lùi,thụt lùi,sai lầm,thiếu thực tế,xa rời thực tế,"
     "viển vông,làm khó dân,đẩy khó cho dân,gánh nặng,tận thu,phá hoại,hủy hoại,đánh đổi,phản tác dụng,"
     "trái luật,bất công,thiếu công bằng,không thuyết phục,không khả thi,mất lòng dân,đòi từ chức,"
     "bất tín nhiệm,dập tắt,phản ứng gay gắt,phản ứng dữ dội,tháo chạy,chống phá,xâm phạm,nguy hại,"
     "có hại,tai hại,nguy hiểm,tiêu cực,thiệt hại,tham nhũng,bạo lực,đe dọa,xâm lược,vi phạm,"
     "chiến tranh,thất bại,khủng hoảng"},
    {cue::kNegating,
     "không,chẳng,chưa,chả,không hề,chẳng hề,chưa hề,chưa từng,không bao giờ,chưa bao giờ,không còn,"
     "chẳng còn,không phải,chẳng phải,không thể,chẳng thể,chưa thể,không được,chưa được,không có,"
     "chẳng có,chưa có,không ai,chẳng ai,không nơi nào,không gì,đừng,chớ,đâu phải,làm gì có,khó mà,"
     "hiếm khi,ít khi,không mấy,không đủ,chưa đủ,hoàn toàn không,tuyệt nhiên không,tuyệt đối không,"
     "không đúng,không đồng ý,không ủng hộ,không chấp nhận,không tán thành"},
    {cue::kShould, "nên,cần,cần phải"},
    {cue::kMust, "phải,buộc phải,cần phải"},
    {cue::kBanning, "cấm,bãi bỏ,xóa bỏ,hủy bỏ,chấm dứt,đình chỉ,nghiêm cấm,trái luật"},
};

const std::span<const CueList> kCues = kCueLists;

}  // namespace bearing::vietnamese
