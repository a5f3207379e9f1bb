#include "feature/cue_tables.hpp"

// Entries of kStemCueLists stand for all words of their stems.

namespace bearing::english {

const std::string_view kStopWords =
    "a,an,the,and,or,but,if,of,at,by,for,with,about,to,from,in,on,into,over,after,before,up,down,out,"
    "off,than,then,so,as,is,are,was,were,be,been,being,am,do,does,did,has,have,had,having,it,its,it's,"
    "this,that,these,those,he,him,his,she,her,hers,they,them,their,we,us,our,you,your,i,me,my,mine,who,"
    "whom,which,what,when,where,why,how,s,t,d,ll,m,re,ve,will,would,can,could,should,may,might,must,"
    "there,here,also,just,not,no,nor,only,own,same,too,very";

static constexpr CueList kCueLists[] = {
    {cue::kRefuting,
     "fake,fraud,hoax,false,deny,denies,denied,denying,despite,nope,doubt,doubts,doubtful,bogus,debunk,"
     "debunks,debunked,pranks,prank,retract,retracts,retracted,untrue,not,no,never,incorrect,wrong,lie,"
     "lies,lying,myth,dismiss,dismisses,dismissed,disprove,disproved,disproven,contrary,refute,refutes,"
     "refuted,rejects,rejected,inaccurate,fabricated,satire,satirical,fiction,fictional,isn't,wasn't,"
     "don't,doesn't,didn't,won't,can't,couldn't,hasn't,haven't,aren't,weren't,cannot,without,mistaken,"
     "misidentified,joke,spoof,photoshopped"},
    {cue::kHedging,
     "alleged,allegedly,apparently,appear,appears,claim,claims,claimed,claiming,could,evidently,largely,"
     "likely,mainly,may,maybe,might,mostly,perhaps,possible,possibly,presumably,probably,purported,"
     "purportedly,reported,reportedly,report,reports,rumor,rumors,rumour,rumours,rumored,rumoured,says,"
     "seem,seems,seemed,somewhat,supposedly,suggest,suggests,suspect,suspected,suspects,speculation,"
     "speculated,unconfirmed,unclear,unverified,if,whether,believed,thought,potential,potentially"},
    {cue::kReporting,
     "said,say,says,told,tell,tells,according,reported,reports,report,announced,announces,announce,"
     "stated,states,statement,confirmed,confirms,confirm,quoted,added,wrote,sources,source,spokesman,"
     "spokeswoman,spokesperson,officials,official,revealed,reveals,claims,claimed"},
    {cue::kConfirming,
     "confirmed,confirm,confirms,proof,proved,proven,official,officially,verified,true,really,real,"
     "actual,actually,indeed,evidence"},
    {cue::kNegating,
     "not,no,never,without,neither,nor,cannot,can't,won't,don't,doesn't,didn't,isn't,aren't,wasn't,"
     "weren't,shouldn't,wouldn't,couldn't,hasn't,haven't,hadn't,nobody,nothing,hardly,lack,lacks,less,"
     "fewer,little,stop,end,abolish,ban,banned"},
    {cue::kShould, "should"},
    {cue::kMust, "must"},
    {cue::kBanning, "ban,banned,abolish,abolished,prohibit,prohibited,end,stop,illegal"},
};

static constexpr CueList kStemCueLists[] = {
    {cue::kGood,
     "good,great,best,better,benefit,beneficial,improve,improvement,support,protect,protection,help,"
     "helpful,promote,encourage,ensure,safe,safety,secure,security,freedom,free,fair,fairness,equal,"
     "equality,just,justice,right,important,necessary,essential,need,valuable,value,effective,efficient,"
     "success,successful,succeed,win,winner,gain,grow,growth,healthy,health,hope,love,like,enjoy,happy,"
     "happiness,peace,peaceful,prosper,prosperity,strong,strength,trust,honest,honor,respect,dignity,"
     "praise,applaud,welcome,agree,approve,endorse,advantage,positive,reduce,solve,solution,save,"
     "educate,progress,empower,enable,allow,advance,opportunity,innovative,innovation,reward,deserve,"
     "responsible,moral,ethical,wise,smart,excellent,brilliant,brave,hero,kind,generous,beautiful,"
     "wonderful,amazing,awesome,thank,proud,celebrate,inspire,achieve,accomplish,boost,enhance,preserve,"
     "conserve,sustainable,affordable,clean,popular,credible,reliable,admire,favor,thrive,legitimate,"
     "convenient,useful,stable"},
    {cue::kBad,
     "bad,worse,worst,harm,harmful,hurt,damage,danger,dangerous,threat,threaten,risk,risky,problem,fail,"
     "failure,failed,cost,costly,expensive,waste,wasteful,abuse,abusive,violence,violent,violate,"
     "violation,kill,death,die,murder,crime,criminal,illegal,unfair,unjust,injustice,inequality,"
     "discriminate,discrimination,racist,racism,sexist,hate,hatred,evil,wrong,immoral,unethical,corrupt,"
     "corruption,lie,liar,false,fraud,steal,theft,poor,poverty,suffer,suffering,pain,disease,sick,"
     "cancer,addiction,addict,war,terror,terrorist,terrorism,attack,destroy,destruction,undermine,"
     "weaken,weak,restrict,limit,ban,prohibit,prevent,oppose,against,reject,condemn,criticize,criticise,"
     "blame,accuse,accused,scandal,crisis,collapse,loss,lose,loser,decline,decrease,ineffective,"
     "inefficient,useless,unnecessary,impossible,difficult,hard,burden,exploit,exploitation,oppress,"
     "oppression,punish,punishment,cruel,cruelty,torture,fear,afraid,angry,anger,sad,shame,ridiculous,"
     "stupid,idiot,absurd,nonsense,foolish,ignorant,disaster,disastrous,tragic,catastrophe,toxic,"
     "pollution,pollute,obesity,misuse,unhealthy,unsafe,insecure,unconstitutional,excessive,"
     "inappropriate,disadvantage,negative,worry,concern,trouble,guilty,indict,resign,fire,lawsuit,deny,"
     "mislead,manipulate,bully,harass,assault,victim,controversial,failing,broken,unpopular,disgrace,"
     "disgraceful"},
};

const std::span<const CueList> kCues = kCueLists;
const std::span<const CueList> kStemCues = kStemCueLists;

}  // namespace bearing::english
