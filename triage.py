import random,sys,collections
import numpy as np
import tests.oracle.test_agreement as T
from tests.oracle.plain import selection
from simulator.rules.parameters import *
seed=sys.argv[1]; n=int(sys.argv[2])
kinds=collections.Counter(); sample={}
orig=T.differences
def run(number):
    rng=random.Random(f"{seed}/{number}")
    label,c=T.random_clauses(rng,T.BOOKS); lots=T.random_round(rng,c); u=T.random_units(rng,lots); whole=rng.random()<.9
    P=T.award_plain(lots,c,[str(x) for x in u],whole)
    E=T.award_round(T.to_lots(lots),c,np.array(u,dtype=np.int64) if u else np.zeros(0,dtype=np.int64),whole)
    for k,(p,e) in enumerate(zip(P,E)):
        f=orig(e,p)
        known=set()
        units=not isinstance(c.units,Off)
        if isinstance(c.places,ShareOfBidders): 
            if p.bidders==0 or units: known.add('places')
        known|={'yellow','red'}
        if units: known|={'years','outside_cap'}
        if isinstance(c.volume,BrandFirst) and sum(lots[k].base)==0: known.add('volume')
        f=[x for x in f if x not in known]
        if f:
            key=' '.join(f)+' | links '+c.links.use+' rank '+c.ranking.use
            kinds[key]+=1
            t=T.dump(c,lots[k],u,e,p,f)
            t=f"seed {seed} case {number} lot {k}\n"+t
            if key not in sample or len(t)<len(sample[key]): sample[key]=t
    return len(lots)
d=i=0
while d<n: d+=run(i); i+=1
import re
for k,v in kinds.most_common(): 
    print('###',k,v)
    head=sample[k].split('form=')[0]
    for l in sample[k].split('\n'):
        if re.match(r"  (\w+): \{'use': 'none'\}",l): continue
        if 'criteria' not in head: l=re.sub(r" criteria=\{.*?\}"," ",l)
        if 'enquiry' not in head: l=re.sub(r" enquiry=\d+","",l)
        if 'supply_score' not in head and 'supply-score' not in head: l=re.sub(r" supply_score=\d+","",l)
        if 'least_credit' not in head: l=re.sub(r" credit=\d+","",l)
        if 'printed' not in head: l=re.sub(r" class_[ab]=\d+","",l)
        if 'by-ratio' not in head: l=re.sub(r" old=\d+","",l)
        print(l[:700])
print(d,kinds)
